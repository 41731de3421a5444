import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { websiteBody } from "@/lib/channels/fixtures/bodies"
import { getLead } from "@/lib/leads/get-lead"
import { someName } from "@/lib/leads/ingest/sample-events"
import { newId } from "@/lib/platform/ids"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { acceptManualLead } from "@/lib/intake/doors/accept-manual"
import { drainAll, drainOnce } from "./drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { replayDead } from "@/lib/intake/deliveries/replay-event"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const BATCH = 20
const ctx = () => testCtx(database.db)

/** One signed enquiry; `at` is the minute of the event. */
async function store(id: string, phone: string, at: number, text: string): Promise<string> {
  const body = websiteBody({ id, at: new Date(Date.UTC(2026, 2, 2, 8, at)), name: `Person ${phone}`, phone, text })
  const stored = await createInbox(database.pool).store({
    channel: "website",
    idempotencyKey: id,
    raw: Buffer.from(JSON.stringify(body)),
    headers: { "content-type": "application/json" },
    trust: "signed",
    receivedAt: new Date(),
  })
  return stored.id
}

async function statesOf(ids: readonly string[]): Promise<(string | undefined)[]> {
  const { rows } = await database.db.execute<{ id: string; state: string; leads: string[] }>(sql`
    select id, state, lead_ids as leads from inbound_events where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`)
  return ids.map((id) => rows.find((row) => row.id === id)?.state)
}
const done = async (ids: readonly string[]) => (await statesOf(ids)).filter((state) => state === "done").length

async function replayed(count: number, name: string): Promise<string[]> {
  const ids = await Promise.all(
    Array.from({ length: count }, (_, n) => store(`${name}-${n}`, `05011${name === "a" ? 1 : 2}${1000 + n}`, n, "old")),
  )
  const among = sql`id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`
  await database.db.execute(sql`update inbound_events set state = 'dead', reason = ${`broken ${name}`} where ${among}`)
  expect(await replayDead(ctx(), { reason: `broken ${name}`, channel: "website" })).toEqual({ replayed: count })
  return ids
}

test("live events overtake a bulk replay, which keeps its quarter of each batch and the whole of an idle one", async () => {
  const old = await replayed(60, "a")
  const live = await Promise.all(Array.from({ length: 40 }, (_, n) => store(`live-${n}`, `0502222${100 + n}`, n, "now")))
  await drainOnce(ctx(), { batch: BATCH })
  expect([await done(live), await done(old)]).toEqual([15, 5])
  await drainOnce(ctx(), { batch: BATCH })
  await drainOnce(ctx(), { batch: BATCH })
  expect([await done(live), await done(old)]).toEqual([40, 20])
  await drainOnce(ctx(), { batch: BATCH })
  expect(await done(old)).toBe(40)
  await drainAll(ctx())
  expect(await done(old)).toBe(60)
})

test("live events overtake what an API key loads in bulk, and not the leads that it sends now and then", async () => {
  const key = testCtx(database.db, { kind: "api_key", id: newId(), name: "Partner", scopes: ["full"] })
  const send = async (n: number) =>
    (await acceptManualLead(key, createInbox(database.pool), { channel: "partner", phone: `05066660${100 + n}`, name: someName(n) })).id
  const few: string[] = []
  for (let n = 0; n < 60; n += 1) few.push(await send(n))
  await drainAll(ctx())
  expect(await done(few)).toBe(60)
  const bulk: string[] = []
  for (let n = 60; n < 100; n += 1) bulk.push(await send(n))
  const live = await Promise.all(Array.from({ length: 40 }, (_, n) => store(`api-live-${n}`, `0507777${100 + n}`, n, "now")))
  await drainOnce(ctx(), { batch: BATCH })
  expect([await done(live), await done(bulk)]).toEqual([15, 5])
  await drainAll(ctx())
})

test("an event that arrives behind a backlog is in the very next batch, live backlog or replay", async () => {
  const backlog = await Promise.all(Array.from({ length: 60 }, (_, n) => store(`backlog-${n}`, `0503333${100 + n}`, n, "earlier")))
  await replayed(60, "b")
  const fresh = await store("fresh", "0504444444", 0, "just now")
  await drainOnce(ctx(), { batch: BATCH })
  expect(await statesOf([fresh])).toEqual(["done"])
  expect(await done(backlog)).toBeGreaterThan(0)
  await drainAll(ctx())
})

test("the history and values of a lead are in the order of event time, whichever event was processed first", async () => {
  const earlier = await store("order-1", "0505555555", 1, "first words")
  await database.db.execute(sql`update inbound_events set state = 'dead', reason = 'broken order' where id = ${earlier}`)
  await replayDead(ctx(), { reason: "broken order", channel: "website" })
  const later = await store("order-2", "0505555555", 30, "second words")
  await drainOnce(ctx(), { batch: 1 })
  expect(await statesOf([later, earlier])).toEqual(["done", "received"])
  await drainAll(ctx())
  const { rows } = await database.db.execute<{ lead_id: string }>(sql`select lead_id from inbound_events where id = ${later}`)
  const lead = await getLead(ctx(), { leadId: rows[0]?.lead_id ?? "" })
  expect(lead.firstTouchAt).toBe("2026-03-02T08:01:00.000Z")
  expect(lead.lastActivityAt).toBe("2026-03-02T08:30:00.000Z")
})
