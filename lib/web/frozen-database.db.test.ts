import "./testing/environment"
import { once } from "node:events"
import { eq, inArray } from "drizzle-orm"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import type { Pool } from "pg"
import { databaseOn } from "@/db/client"
import { duplicateItems, leads, merges, touchpoints } from "@/db/schema"
import { openStallingProxy, type StallingProxy } from "@/e2e/faults/stalling-proxy"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { createPool } from "@/lib/platform/database"
import { newId } from "@/lib/platform/ids"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { routesUnderTest, type RoutesUnderTest } from "./testing/routes"

/** What a caller gets while PostgreSQL keeps its connections open and does not answer, from the start or in the middle. */
const PATIENCE_MS = 7_000
/** Messages that still reach the server: none, and as many as bring it to different places of a merge and its undo. */
const FREEZES = [0, 4, 9, 16]

let app: RoutesUnderTest
let proxy: StallingProxy
let pool: Pool
beforeAll(async () => {
  app = await routesUnderTest()
  proxy = await openStallingProxy(app.database.url)
  pool = createPool("web", proxy.url)
  Object.assign(globalThis, { oneleadPool: pool, oneleadDb: databaseOn(pool) })
})
afterEach(() => proxy.resume())
afterAll(async () => {
  await pool.end()
  await proxy.close()
  await app.database.drop()
})

async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  const tooLong = once(AbortSignal.timeout(PATIENCE_MS), "abort").then(() => expect.fail(`${method} ${path} was not answered`))
  return await Promise.race([app.call(method, `/api/v1${path}`, app.as["key:full"], body), tooLong])
}

async function askFrozen(messages: number, ...asked: Parameters<typeof ask>): Promise<void> {
  if (messages === 0) proxy.stall()
  else proxy.stallAfter(messages)
  const answer = await ask(...asked)
  proxy.resume()
  if (messages === 0) expect(answer.status).toBe(503)
  // A freeze that comes after the work was done changes nothing.
  else expect([200, 503]).toContain(answer.status)
  if (answer.status === 503) expect(answer.headers.get("retry-after")).toMatch(/^\d+$/)
}

async function ingest(raw: string, name: string): Promise<string> {
  const event = sampleEvent({ identities: [phone(raw)], fields: [named(name)] })
  const { ingested } = await changeLeads(testCtx(app.database.db), (unit) => ingestInto(unit, [{ event, receiptId: newId() }]))
  return ingested[0]?.outcome === "ingested" ? ingested[0].leadId : expect.fail("not ingested")
}

/** Two leads and the question about them. */
async function pair(serial: number) {
  const survivorId = await ingest(`+97150${serial}${serial}23417`, NAMES[serial]?.[0] ?? "")
  const mergedId = await ingest(`+97150${serial}${serial}23418`, NAMES[serial]?.[1] ?? "")
  const [item] = await app.database.db
    .select()
    .from(duplicateItems)
    .where(inArray(duplicateItems.leadA, [survivorId, mergedId]))
  return { survivorId, mergedId, itemId: item?.id ?? expect.fail("no question was raised") }
}
const NAMES = [
  ["Zhanna Orlova", "Жанна Орлова"],
  ["Dmitri Sokolov", "Дмитрий Соколов"],
  ["Tatiana Belova", "Татьяна Белова"],
  ["Oleg Kuznetsov", "Олег Кузнецов"],
]

/** All that a merge changes, as it stands in the database. */
async function standing({ mergedId, itemId }: { mergedId: string; itemId: string }) {
  const { db } = app.database
  const [lead] = await db.select({ state: leads.state }).from(leads).where(eq(leads.id, mergedId))
  const [item] = await db.select({ status: duplicateItems.status }).from(duplicateItems).where(eq(duplicateItems.id, itemId))
  const touches = await db.$count(touchpoints, eq(touchpoints.leadId, mergedId))
  const [merge] = await db.select().from(merges).where(eq(merges.mergedId, mergedId))
  return { lead: lead?.state, item: item?.status, touches, isMerged: merge !== undefined && merge.undoneAt === null }
}
const APART = { lead: "active", item: "pending", touches: 1, isMerged: false }
const MERGED = { lead: "merged", item: "merged", touches: 0, isMerged: true }

test.for([...FREEZES.entries()])(
  "a merge and an undo are answered in time, and done in full or not at all, when the database freezes (%j)",
  { timeout: 60_000 },
  async ([serial, messages]) => {
    const leadPair = await pair(serial)
    const merge = ["POST", `/duplicates/${leadPair.itemId}/merge`, { survivorId: leadPair.survivorId }] as const
    await askFrozen(messages, ...merge)
    await expect.poll(() => standing(leadPair)).toEqual(expect.toBeOneOf([APART, MERGED]))
    expect([200, 409]).toContain((await ask(...merge)).status)
    expect(await standing(leadPair)).toEqual(MERGED)

    const [done] = await app.database.db.select().from(merges).where(eq(merges.mergedId, leadPair.mergedId))
    const undo = ["POST", `/merges/${done?.id}/undo`] as const
    await askFrozen(messages, ...undo)
    await expect.poll(() => standing(leadPair)).toEqual(expect.toBeOneOf([APART, MERGED]))
    expect([200, 409]).toContain((await ask(...undo)).status)
    expect(await standing(leadPair)).toEqual(APART)
  },
)

test("a read is answered with 503 while the database is frozen", async () => {
  const id = await ingest("+971509123456", "Reader Of Pages")
  const paths = ["/leads", `/leads/${id}`, "/duplicates", "/tasks", "/context?phone=%2B971509123456"]
  proxy.stall()
  const answers = await Promise.all(paths.map((path) => ask("GET", path)))
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 503))
  proxy.resume()
  expect((await ask("GET", `/leads/${id}`)).status).toBe(200)
})
