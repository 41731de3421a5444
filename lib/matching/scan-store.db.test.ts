import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { duplicateItems, leads, matchScans } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { newId } from "@/lib/platform/ids"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { compactCounts, sweepWindow } from "./jobs"
import { reweighItems } from "./reweigh-items"
import { runScan, stepScan } from "./scan-store"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.db.execute(sql`truncate leads, match_keys, match_counts, match_count_deltas, match_scans cascade`)
})

async function ingest(...events: Parameters<typeof sampleEvent>[0][]) {
  const inputs = events.map((event) => ({ event: sampleEvent(event), receiptId: newId() }))
  const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, inputs, new Date()))
  return ingested.map((one) => (one.outcome === "ingested" ? one.leadId : ""))
}

const questions = async () =>
  (await database.db.select().from(duplicateItems)).map(({ reason, kind, leadA, leadB }) => ({ reason, kind, pair: [leadA, leadB].sort() }))

const mansoori = { identities: [phone("0501234567")], fields: [named("Mohammed Al Mansoori")] }
const mansooriInArabic = { identities: [phone("0501234568")], fields: [named("محمد المنصوري")], at: "2026-03-20T08:00:00Z" }

describe("the live stream", () => {
  test("asks about one person in two scripts whose number has one wrong digit, and shows what speaks for it", async () => {
    const [a, b] = await ingest(mansoori, mansooriInArabic)
    expect(a).not.toBe(b)
    const [item] = await database.db.select().from(duplicateItems)
    expect(item).toMatchObject({ kind: "pair", status: "pending", reason: "similar_phone", leadA: b, leadB: a })
    expect(item?.probability).toBeGreaterThan(0.5)
    expect(item?.evidence).toContainEqual(expect.objectContaining({ feature: "phone", level: "one-digit" }))
    expect(item?.evidence.reduce((sum, { bits }) => sum + bits, 0)).toBeCloseTo(item?.bits ?? 0, 3)
  })

  test("a fixed line joins people whose names agree, and asks when one of them gave none", async () => {
    const line = { identities: [phone("042345678")] }
    const [a, b] = await ingest({ ...line, fields: [named("Ahmed Darwish")] }, { ...line, fields: [named("Ahmad Darwish")] })
    expect(b).toBe(a)
    const [c] = await ingest(line)
    expect(c).not.toBe(a)
    expect(await questions()).toMatchObject([{ reason: "same_fixed_line" }])
  })

  test("calls from a fixed line that gave no name are one caller", async () => {
    const call = { channel: "ziwo" as const, kind: "call_missed" as const, identities: [phone("042345678")] }
    const ids = await ingest(call, call, call)
    expect(new Set(ids).size).toBe(1)
  })

  test("a number that came with three people's names stops deciding alone, also for its first owner", async () => {
    const people = ["Ahmed Darwish", "Svetlana Petrova", "Priya Nair"]
    for (const name of people) await ingest({ identities: [phone("0501234567")], fields: [named(name)] })
    const { rows } = await database.db.execute(sql`select distinct strength from lead_identities where value = '+971501234567'`)
    expect(rows).toEqual([{ strength: "shared" }])
    const [stranger] = await ingest({ identities: [phone("0501234567")], fields: [named("Hans Gruber")] })
    expect(await database.db.$count(leads)).toBe(2)
    const [known] = await ingest({ identities: [phone("0501234567")], fields: [named("Hans Gruber")] })
    expect(known).toBe(stranger)
  })

  test("a pair that a reviewer rejected is not asked about again until one event names both", async () => {
    const first = { identities: [phone("0501234567")], fields: [named("Katarzyna Nowak")] }
    const second = { identities: [phone("0501234568"), email("k.nowak@example.com")], fields: [named("Katarzyna Nowak")] }
    await ingest(first, second)
    await database.db.execute(sql`update duplicate_items set status = 'distinct'`)
    await ingest(second, first)
    expect((await database.db.select().from(duplicateItems)).map(({ status }) => status)).toEqual(["distinct"])
    const both = { identities: [phone("0501234567"), email("k.nowak@example.com")] }
    await ingest(both)
    expect(await database.db.select().from(duplicateItems)).toMatchObject([{ status: "pending", reason: "linked_by_event" }])
    await database.db.execute(sql`update duplicate_items set status = 'distinct'`)
    await ingest(both)
    expect((await database.db.select().from(duplicateItems)).map(({ status }) => status)).toEqual(["distinct"])
  })

  test("where a contradicting name is to be held, it becomes a flagged lead of its own and steals nothing", async () => {
    await database.db.execute(sql`insert into settings (key, value) values ('matching', '{"contradiction": "hold"}')`)
    const [a, b] = await ingest(
      { identities: [phone("0501234567")], fields: [named("Ahmed Darwish")] },
      { identities: [phone("0501234567")], fields: [named("Svetlana Petrova")] },
    )
    await database.db.execute(sql`delete from settings`)
    expect(b).not.toBe(a)
    expect(await questions()).toEqual([{ kind: "pair", reason: "name_contradicts", pair: [a, b].sort() }])
  })
})

describe("a colleague's edit", () => {
  test("of a phone asks about the lead whose number is nearly the same", async () => {
    const [a] = await ingest(mansoori)
    const [b] = await ingest({ fields: [named("محمد المنصوري")], identities: [email("someone@example.com")], at: "2026-06-20T08:00:00Z" })
    await editLead(testCtx(database.db), { leadId: b ?? "", addPhone: "0501234568" })
    expect(await questions()).toMatchObject([{ reason: "similar_phone", pair: [a, b].sort() }])
  })
})

describe("a scan of the store", () => {
  test("asks what the stream asked, goes on where it stopped, and asks nothing twice", async () => {
    await ingest(mansoori, mansooriInArabic, { identities: [phone("0509999999")], fields: [named("Hans Gruber")] })
    const before = await questions()
    await database.db.execute(sql`truncate duplicate_items, match_keys, match_profiles, match_counts, match_count_deltas cascade`)
    const ctx = testCtx(database.db)
    const stopped = new AbortController()
    await runScan(ctx, stopped.signal, () => stopped.abort())
    expect(await database.db.select().from(matchScans)).toMatchObject([{ state: "indexing", indexed: 3, examined: 0 }])
    const scan = await runScan(ctx, new AbortController().signal)
    expect(scan).toMatchObject({ state: "done", indexed: 3, examined: 3, flagged: 1 })
    expect(await questions()).toEqual(before)
    expect(await stepScan(ctx, scan.id)).toBeNull()
    await runScan(ctx, new AbortController().signal)
    expect(await questions()).toEqual(before)
  })

  test("respects what a reviewer has decided", async () => {
    await ingest(mansoori, mansooriInArabic)
    await database.db.execute(sql`update duplicate_items set status = 'distinct'`)
    await runScan(testCtx(database.db), new AbortController().signal)
    expect((await database.db.select().from(duplicateItems)).map(({ status }) => status)).toEqual(["distinct"])
  })
})

describe("questions that rest on a value", () => {
  test("are weighed again when the value turns out to be several people's, and withdrawn when nothing is left", async () => {
    const office = "0501234567"
    await ingest({ identities: [phone(office)], fields: [named("Ahmed Darwish")] })
    await ingest({ identities: [phone("0501234568")], fields: [named("Ahmad Darwish")], at: "2026-03-20T08:00:00Z" })
    const [before] = await database.db.select().from(duplicateItems)
    expect(before).toMatchObject({ reason: "similar_phone" })
    await database.db.execute(sql`update lead_field_values set value = 'Svetlana Petrova' where lead_id = ${before?.leadA ?? ""}`)
    const answer = await reweighItems(testCtx(database.db), [{ kind: "phone", value: "+971501234567" }])
    expect(answer).toEqual({ weighed: 1, withdrawn: 1 })
    expect(await database.db.select().from(duplicateItems)).toEqual([])
  })
})

describe("housekeeping", () => {
  test("ingesting the counts changes none of them, and old window keys are swept", async () => {
    await ingest(mansoori, mansooriInArabic)
    const total = async () =>
      (
        await database.db.execute(sql`
        select key, sum(n)::int as n from (select key, n from match_counts union all select key, n from match_count_deltas) c group by key order by key`)
      ).rows
    const before = await total()
    const signal = new AbortController().signal
    await compactCounts.run(testCtx(database.db), {}, signal)
    expect(await total()).toEqual(before)
    expect((await database.db.execute(sql`select 1 from match_count_deltas`)).rows).toEqual([])
    const later = testCtx(database.db, undefined, new Date("2026-06-01T00:00:00Z"))
    await sweepWindow.run(later, {}, signal)
    expect((await database.db.execute(sql`select 1 from match_keys where kind in ('N', 'W')`)).rows).toEqual([])
  })
})
