import { stringify } from "csv-stringify/sync"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import { generateEvents, seededRandom } from "@/lib/core/matching/golden/generator"
import { newId } from "@/lib/platform/ids"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { email, named, phone, sampleEvent, someName } from "@/lib/leads/ingest/sample-events"
import { createImport } from "@/lib/imports/setup/create-import"
import { getImport, listImportRows } from "@/lib/imports/queries"
import { steerImport } from "@/lib/imports/setup/steer-import"
import { workOnImport } from "./work-on-import"

let database: TestDatabase
let ctx: Ctx
const managerId = newId()
beforeAll(async () => {
  database = await testDatabase()
  await database.db.insert(users).values({ id: managerId, email: "m@example.com", name: "Mona", role: "manager" })
  ctx = testCtx(database.db, { kind: "user", id: managerId, name: "Mona", role: "manager" })
})
afterAll(() => database.drop())

async function upload(lines: readonly (readonly string[])[]): Promise<string> {
  const file = Buffer.from(stringify([["Date", "Name", "Mobile", "Email"], ...lines]))
  return (await createImport(ctx, { fileName: "list.csv" }, file)).importId
}

async function doStep(importId: string, step: "check" | "run", signal = new AbortController().signal) {
  await steerImport(ctx, { importId, step }, { isHandedOver: false })
  return await workOnImport(ctx, importId, { signal })
}

/** The outcome of every row. */
async function outcomes(importId: string): Promise<string[]> {
  const all: string[] = []
  for (let after: number | null = 0; after !== null;) {
    const page: Awaited<ReturnType<typeof listImportRows>> = await listImportRows(ctx, { importId, limit: 200, after })
    all.push(...page.data.map(({ rowNo, outcome, reason }) => `${rowNo} ${outcome}: ${reason}`))
    after = page.nextAfter
  }
  return all
}

async function leadCount(): Promise<number> {
  const { rows } = await database.db.execute<{ n: number }>(sql`select count(*)::int as n from leads`)
  return rows[0]?.n ?? 0
}

/** Events of a labelled stream as rows of a file, in every script, from the given day on. */
const streamRows = (people: number, seed: number, since: number): string[][] =>
  generateEvents(people, seededRandom(seed)).map(({ profile: { firstAt, names, phones, emails } }) => [
    new Date(since + firstAt).toISOString(),
    names[0]?.display ?? "",
    phones[0]?.raw ?? "",
    emails[0]?.raw ?? "",
  ])

test("two similar rows are a review item in the dry run too, however far apart they are", async () => {
  const crowd = Array.from({ length: 1400 }, (_, at) => ["2026-03-02", someName(at), `+97152${String(7_000_000 + at * 37)}`, ""])
  const rows = [["2026-03-01", "Zhanna Orlova", "+971501230001", ""], ...crowd, ["2026-03-09", "Жанна Орлова", "+971501230002", ""]]
  const importId = await upload(rows)
  const before = await leadCount()
  await doStep(importId, "check")
  expect(await leadCount()).toBe(before)
  const foreseen = await outcomes(importId)
  expect(foreseen.at(-1)).toMatch(/^1403 review/)
  await doStep(importId, "run")
  expect(await outcomes(importId)).toEqual(foreseen)
})

test("the dry run of a list predicts every row of the run, also beside existing leads", async () => {
  const since = Date.UTC(2026, 3, 1)
  const [known, list] = [streamRows(1100, 41, since), [] as string[][]]
  for (const [at, row] of known.entries()) if (at % 4 !== 0) list.push(row)
  const live = known.filter((_, at) => at % 4 === 0)
  await database.db.transaction((tx) =>
    ingestEvents(
      tx,
      live.map(([at = "", name = "", mobile = "", address = ""]) => ({
        receiptId: newId(),
        event: sampleEvent({
          at,
          identities: [...(mobile ? [phone(mobile)] : []), ...(address ? [email(address)] : [])],
          fields: name ? [named(name)] : [],
        }),
      })),
      new Date(),
    ),
  )
  const importId = await upload([...list, ...list.slice(0, 3)])
  await doStep(importId, "check")
  const foreseen = await outcomes(importId)
  expect(foreseen.filter((one) => one.includes(" review:")).length).toBeGreaterThan(20)
  await doStep(importId, "run")
  expect(await outcomes(importId)).toEqual(foreseen)
  const { counts, checkCounts } = await getImport(ctx, { importId })
  expect(counts).toEqual(checkCounts)
})

test("an interrupted dry run starts again and reports each row once", async () => {
  const importId = await upload(streamRows(400, 43, Date.UTC(2026, 6, 1)))
  const stop = new AbortController()
  await steerImport(ctx, { importId, step: "check" }, { isHandedOver: false })
  const { isLeft } = await workOnImport(ctx, importId, {
    signal: stop.signal,
    onProgress: ({ phase }) => void (phase === "checking" && stop.abort()),
  })
  expect(isLeft).toBe(true)
  await workOnImport(ctx, importId, { signal: new AbortController().signal })
  const { state, checkCounts, rowCount } = await getImport(ctx, { importId })
  expect(state).toBe("checked")
  expect(Object.values(checkCounts ?? {}).reduce((sum, n) => sum + n, 0)).toBe(rowCount)
  await doStep(importId, "run")
  expect((await getImport(ctx, { importId })).counts).toEqual(checkCounts)
})
