import { and, eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { importRows, imports, leads, touchpoints, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { email, named, phone, sampleEvent, someName } from "@/lib/leads/ingest/sample-events"
import { createImport } from "./setup/create-import"
import { exportFailedRows } from "./export-rows"
import { mapImport } from "./setup/map-import"
import { getImport, listImportRows } from "./queries"
import { steerImport } from "./setup/steer-import"
import { workOnImport } from "./run/work-on-import"

let database: TestDatabase
let ctx: Ctx
const managerId = newId()
beforeAll(async () => {
  database = await testDatabase()
  await database.db.insert(users).values({ id: managerId, email: "m@example.com", name: "Mona", role: "manager" })
  ctx = testCtx(database.db, { kind: "user", id: managerId, name: "Mona", role: "manager" })
})
afterAll(() => database.drop())

const signal = () => new AbortController().signal
const csv = (...lines: string[]) => Buffer.from(lines.join("\n"))
const upload = async (file: Uint8Array, fileName = "leads.csv") => (await createImport(ctx, { fileName }, file)).importId

async function doStep(importId: string, step: "check" | "run" | "revert", batchesMax?: number) {
  await steerImport(ctx, { importId, step }, { isHandedOver: false })
  return await workOnImport(ctx, importId, { signal: signal(), ...(batchesMax === undefined ? {} : { batchesMax }) })
}
async function verdicts(importId: string) {
  const { data } = await listImportRows(ctx, { importId, limit: 200 })
  return data.map(({ rowNo, outcome, reason }) => ({ rowNo, outcome, reason }))
}
async function live(...events: Parameters<typeof sampleEvent>[0][]) {
  const { ingested } = await database.db.transaction((tx) =>
    ingestEvents(
      tx,
      events.map((event) => ({ event: sampleEvent(event), receiptId: newId() })),
      new Date(),
    ),
  )
  return ingested.map((one) => (one.outcome === "ingested" ? one.leadId : ""))
}
async function leadRow(id: string | null | undefined) {
  const [row] = await database.db
    .select()
    .from(leads)
    .where(eq(leads.id, id ?? newId()))
  return row
}
/** Everything that ingest writes, without ids: equal before and after means nothing is left behind. */
async function storeState() {
  const { rows } = await database.db.execute<{ state: string }>(sql`
    select md5(string_agg(x, '|' order by x)) as state from (
      select row_to_json(l)::jsonb - 'version' - 'updated_at' || '{}' as x from (select id, state, name, phones, emails, provenance, first_touch_at, last_activity_at, channels, stage_id from leads where state <> 'removed') l
      union all select to_jsonb(i) from lead_identities i union all select to_jsonb(t) from touchpoints t
      union all select to_jsonb(v) from lead_field_values v union all select to_jsonb(d) from duplicate_items d
      union all select to_jsonb(h) from stage_history h
    ) all_rows(j), lateral (select j::text as x) s`)
  return rows[0]?.state
}
let block = 100
/** A block of phone numbers unique to this file. */
function phones() {
  block += 1
  return (n: number) => `+97150${block}${String(n).padStart(4, "0")}`
}

test("a dry run predicts exactly what the run does, and leaves nothing behind", async () => {
  const p = phones()
  await live({ identities: [phone(p(1)), email("known.person@example.com")], fields: [named("Layla Haddad")] })
  await live({ identities: [email("other.person@example.com")], fields: [named("Omar Said")] })
  const importId = await upload(
    csv(
      "Name,Mobile,Email,Date",
      `Layla Haddad,${p(1)},,2026-03-05`,
      `Rashid Khan,${p(2)},rashid.khan@example.com,2026-03-04`,
      `Rashid Khan,,rashid.khan@example.com,2026-03-03`,
      `Somebody,${p(1)},other.person@example.com,2026-03-06`,
      "N/A,-,,2026-03-02",
      `Nadia,12ab,,`,
      "Only A Name,,,",
    ),
  )
  const before = await storeState()
  await doStep(importId, "check")
  expect(await storeState()).toBe(before)
  const foreseen = await verdicts(importId)
  expect(foreseen.map(({ outcome }) => outcome)).toEqual(["update", "update", "new", "review", "unreadable", "new", "new"])
  expect(foreseen[0]?.reason).toContain("same phone as a known lead")
  expect(foreseen[1]?.reason).toContain("same email as row 4")
  expect(foreseen[3]?.reason).toContain("its phone and its email belong to two leads")
  expect(foreseen[5]?.reason).toContain('phone "12ab" cannot be read; it is kept as written')
  await doStep(importId, "run")
  expect(await verdicts(importId)).toEqual(foreseen)
  const done = await getImport(ctx, { importId })
  expect(done.state).toBe("done")
  expect(done.counts).toEqual(done.checkCounts)
  expect(done.counts).toMatchObject({ new: 3, update: 2, review: 1, unreadable: 1 })
})

test("a dry run recognises one person in rows of different batches, as the run does", async () => {
  const p = phones()
  const rows = Array.from({ length: 2600 }, (_, at) => `${someName(at % 1300)},${p(at % 1300)}`)
  const importId = await upload(csv("name,phone", ...rows))
  await doStep(importId, "check")
  const { checkCounts } = await getImport(ctx, { importId })
  await doStep(importId, "run")
  const { counts } = await getImport(ctx, { importId })
  expect(counts).toEqual(checkCounts)
  expect((counts?.new ?? 0) + (counts?.update ?? 0) + (counts?.review ?? 0)).toBe(2600)
})

test("an import that crashes between two batches resumes where it was, without losses or duplicates", async () => {
  const p = phones()
  const importId = await upload(csv("name,phone", ...Array.from({ length: 1700 }, (_, at) => `${someName(10000 + at)},${p(at)}`)))
  const { isLeft } = await doStep(importId, "run", 2)
  expect(isLeft).toBe(true)
  expect((await getImport(ctx, { importId })).progress).toBe(1000)
  await workOnImport(ctx, importId, { signal: signal() })
  const done = await getImport(ctx, { importId })
  expect(done).toMatchObject({ state: "done", progress: 1700, counts: { update: 0, repeat: 0 } })
  const [row] = await database.db
    .select({ n: sql<number>`count(*)::int` })
    .from(touchpoints)
    .where(eq(touchpoints.inboundEventId, importId))
  expect(row?.n).toBe(1700)
})

test("two workers on one import ingest every row once", async () => {
  const p = phones()
  const importId = await upload(csv("name,phone", ...Array.from({ length: 2000 }, (_, at) => `${someName(20000 + at)},${p(at)}`)))
  await steerImport(ctx, { importId, step: "run" }, { isHandedOver: false })
  await Promise.all([workOnImport(ctx, importId, { signal: signal() }), workOnImport(ctx, importId, { signal: signal() })])
  await workOnImport(ctx, importId, { signal: signal() })
  expect(await getImport(ctx, { importId })).toMatchObject({ state: "done", progress: 2000, counts: { update: 0, repeat: 0 } })
})

test("a paused import ingests nothing until it is resumed", async () => {
  const p = phones()
  const importId = await upload(csv("name,phone", ...Array.from({ length: 900 }, (_, at) => `${someName(30000 + at)},${p(at)}`)))
  await doStep(importId, "run", 1)
  await steerImport(ctx, { importId, step: "pause" })
  expect(await workOnImport(ctx, importId, { signal: signal() })).toEqual({ isLeft: false })
  expect(await getImport(ctx, { importId })).toMatchObject({ state: "paused", progress: 500 })
  await doStep(importId, "run")
  expect(await getImport(ctx, { importId })).toMatchObject({ state: "done", progress: 900 })
})

test("the same file imported twice ingests nothing twice", async () => {
  const p = phones()
  const file = csv("name,phone", `A B,${p(1)}`, `C D,${p(2)}`)
  await doStep(await upload(file), "run")
  const before = await storeState()
  const again = await upload(file, "copy.csv")
  expect((await getImport(ctx, { importId: again })).twin).not.toBeNull()
  await doStep(again, "run")
  expect(await storeState()).toBe(before)
  expect(await getImport(ctx, { importId: again })).toMatchObject({ counts: { repeat: 2, new: 0 } })
})

test("a row with another system's id is the same row in any file, until it changes", async () => {
  const p = phones()
  await doStep(await upload(csv("id,name,phone", `7,A B,${p(1)}`, `8,C D,${p(2)}`)), "run")
  const importId = await upload(csv("id,name,phone", `8,C D,${p(2)}`, `9,E F,${p(3)}`, `7,A B Smith,${p(1)}`))
  await doStep(importId, "run")
  expect((await verdicts(importId)).map(({ outcome }) => outcome)).toEqual(["repeat", "new", "update"])
})

test("rows are ingested in order of their own time, whatever the order of the file", async () => {
  const p = phones()
  const importId = await upload(csv("name,phone,date", `Sara Ali Khan,${p(1)},2026-03-09`, `Sara Ali,${p(1)},2026-03-01`))
  await doStep(importId, "run")
  expect((await verdicts(importId)).map(({ outcome }) => outcome)).toEqual(["update", "new"])
  const { data } = await listImportRows(ctx, { importId })
  expect(await leadRow(data[0]?.leadId)).toMatchObject({ firstTouchAt: new Date("2026-02-28T20:00:00Z"), name: "Sara Ali Khan" })
})

test("a revert removes what only the import created and restores the other leads", async () => {
  const p = phones()
  const [knownId] = await live({ at: "2026-03-01T08:00:00Z", identities: [phone(p(1))], fields: [named("Hana Saleh")] })
  const before = await storeState()
  const importId = await upload(
    csv(
      "name,phone,email,company,date",
      `Hana Saleh,${p(1)},hana.saleh@example.com,Falcon,2026-03-08`,
      `New One,${p(2)},,,2026-03-08`,
      `New Onee,${p(2)},new.one@example.com,,2026-03-09`,
    ),
  )
  await doStep(importId, "run")
  expect(await leadRow(knownId)).toMatchObject({ company: "Falcon", emails: ["hana.saleh@example.com"] })
  const { data } = await listImportRows(ctx, { importId })
  await doStep(importId, "revert")
  expect(await getImport(ctx, { importId })).toMatchObject({ state: "reverted", revertCounts: { removed: 1, restored: 1, kept: 0 } })
  expect(await leadRow(knownId)).toMatchObject({ company: null, emails: [], phones: [p(1)], name: "Hana Saleh" })
  expect(await leadRow(data[1]?.leadId)).toMatchObject({ state: "removed", name: null, phones: [] })
  expect(await storeState()).toBe(before)
  const again = await upload(csv("name,phone", `New One,${p(2)}`))
  await doStep(again, "run")
  expect((await verdicts(again))[0]).toMatchObject({ outcome: "new" })
})

test("a revert leaves what people have built on, and says why", async () => {
  const p = phones()
  const importId = await upload(
    csv("name,phone,email", `Worked On,${p(1)},`, `Wrote Since,${p(2)},w.since@example.com`, `Untouched,${p(3)},`),
  )
  await doStep(importId, "run")
  const { data } = await listImportRows(ctx, { importId })
  const idOf = (at: number) => data[at]?.leadId ?? ""
  await editLead(ctx, { leadId: idOf(0), fields: { company: "Falcon" } })
  await live({ at: "2030-01-01T00:00:00Z", identities: [phone(p(2))], fields: [named("Wrote Since")] })
  await doStep(importId, "revert")
  expect(await getImport(ctx, { importId })).toMatchObject({ revertCounts: { removed: 1, restored: 1, kept: 1 } })
  expect(await leadRow(idOf(0))).toMatchObject({ state: "active", company: "Falcon", phones: [p(1)] })
  expect(await leadRow(idOf(1))).toMatchObject({ state: "active", phones: [p(2)], emails: [], channels: ["website"] })
  expect(await leadRow(idOf(2))).toMatchObject({ state: "removed" })
  const kept = await listImportRows(ctx, { importId, kept: true })
  expect(kept.data.map(({ rowNo, reason }) => ({ rowNo, reason }))).toEqual([
    { rowNo: 2, reason: "kept: a colleague has worked on its lead since (lead.edited)" },
  ])
})

test("a revert that crashes resumes where it was", async () => {
  const p = phones()
  const before = await storeState()
  const importId = await upload(csv("name,phone", ...Array.from({ length: 450 }, (_, at) => `${someName(40000 + at)},${p(at)}`)))
  await doStep(importId, "run")
  expect(await doStep(importId, "revert", 1)).toEqual({ isLeft: true })
  await workOnImport(ctx, importId, { signal: signal() })
  expect(await getImport(ctx, { importId })).toMatchObject({ state: "reverted", revertCounts: { removed: 450 } })
  expect(await storeState()).toBe(before)
})

test("files as spreadsheets save them are read: UTF-16 with tabs, Arabic Windows, semicolons, stray CRs, no header", async () => {
  const p = phones()
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`الاسم\tالجوال\r\nمحمد السعيد\t${p(1)}\r\n`, "utf16le")])
  const arabic = Buffer.concat([
    Buffer.from([0xc7, 0xe1, 0xc7, 0xd3, 0xe3]),
    Buffer.from(`;phone\r\n`),
    Buffer.from([0xe3, 0xcd, 0xe3, 0xcf]),
    Buffer.from(`;${p(2)}\r\n`),
  ])
  const western = Buffer.from(`sep=;\r\nName;Phone\r\nJürgen Müller;${p(3)}\r\n`, "latin1")
  const stray = csv("name,phone", `"Jean, Manda\r",${p(4)}`, `Ry\r Gillard,${p(5)}`)
  const bare = csv(`Ali Hassan,${p(6)}`, `Sara Noor,${p(7)}`)
  const names: (string | null | undefined)[] = []
  for (const file of [utf16, arabic, western, stray, bare]) {
    const importId = await upload(file)
    await doStep(importId, "run")
    const { data } = await listImportRows(ctx, { importId })
    for (const { leadId } of data) names.push((await leadRow(leadId))?.name)
  }
  expect(names).toEqual(["محمد السعيد", "محمد", "Jürgen Müller", "Jean, Manda", "Ry Gillard", "Ali Hassan", "Sara Noor"])
})

test("the rows that were not imported can be downloaded as they were, with the reason", async () => {
  const importId = await upload(csv("name,phone,colour", ",,red", `Ali,${phones()(1)},blue,too,many`, "Ali Hassan,,"))
  await doStep(importId, "run")
  const { header, rows } = await exportFailedRows(ctx, { importId })
  expect(header).toEqual(["Row", "Reason", "name", "phone", "colour"])
  const all: string[][] = []
  for await (const row of rows) all.push(row)
  expect(all.map(([row, , ...cells]) => [row, ...cells])).toEqual([
    ["2", "", "", "red"],
    ["3", "Ali", expect.stringMatching(/^\+97150/), "blue", "too", "many"],
  ])
})

test("an unclosed quote fails the file with its position, and imports nothing", async () => {
  const importId = await upload(csv("name,phone", "Ali,0501", '"Sara,0502', "Omar,0503"))
  await doStep(importId, "check")
  const failed = await getImport(ctx, { importId })
  expect(failed.state).toBe("failed")
  expect(failed.error).toContain("After row 2 a quotation mark opens that is never closed")
})

test("a row that cannot be written is reported and skipped", async () => {
  const p = phones()
  await database.pool.query(`
    create function refuse_poison() returns trigger language plpgsql as $$ begin
      if new.claimed_name = 'Poison Row' then raise exception 'no such luck'; end if; return new; end $$;
    create trigger refuse_poison before insert on touchpoints for each row execute function refuse_poison()`)
  const importId = await upload(csv("name,phone", `Ali Hassan,${p(1)}`, `Poison Row,${p(2)}`, `Sara Noor,${p(3)}`))
  await doStep(importId, "check")
  const foreseen = await verdicts(importId)
  await doStep(importId, "run")
  expect(await verdicts(importId)).toEqual(foreseen)
  await database.pool.query("drop trigger refuse_poison on touchpoints")
  expect((await verdicts(importId)).map(({ outcome }) => outcome)).toEqual(["new", "failed", "new"])
  expect((await verdicts(importId))[1]?.reason).toContain("no such luck")
})

test("a workbook, an empty file and a file without rows are refused with a message", async () => {
  await expect(upload(Buffer.from("PK\u0003\u0004rest"))).rejects.toThrow("This is an Excel workbook")
  await expect(upload(Buffer.alloc(0))).rejects.toThrow("The file is empty")
  await expect(upload(Buffer.from("\n\n"))).rejects.toThrow("There is no row in this file")
})

test("a mapping can be changed until the run begins, which invalidates a check", async () => {
  const importId = await upload(csv("a,b", `Ali Hassan,${phones()(1)}`))
  await doStep(importId, "check")
  const { mapping } = await getImport(ctx, { importId })
  await mapImport(ctx, { importId, mapping: { ...mapping, columns: [null, "phone"] } })
  expect(await getImport(ctx, { importId })).toMatchObject({ state: "draft", checkCounts: null })
  await mapImport(ctx, { importId, mapping: { ...mapping, columns: [null, null] } })
  await expect(steerImport(ctx, { importId, step: "run" })).rejects.toThrow("Say which column holds a name")
  await mapImport(ctx, { importId, mapping })
  await doStep(importId, "run")
  await expect(mapImport(ctx, { importId, mapping })).rejects.toThrow("The import has begun")
})

test("an agent imports nothing and sees no import", async () => {
  const agent = testCtx(database.db, { kind: "user", id: newId(), name: "A", role: "agent" })
  const importId = await upload(csv("name", "Ali Hassan"))
  const refused = [
    createImport(agent, { fileName: "x.csv" }, csv("name", "A")),
    getImport(agent, { importId }),
    listImportRows(agent, { importId }),
    mapImport(agent, { importId }),
    steerImport(agent, { importId, step: "run" }),
    exportFailedRows(agent, { importId }),
  ]
  for (const attempt of refused) await expect(attempt).rejects.toThrow("You may not do this")
})

test("a live event about a lead whose import is reverted creates a lead of its own", async () => {
  const p = phones()
  const importId = await upload(csv("name,phone", `Later Person,${p(1)}`))
  await doStep(importId, "run")
  await doStep(importId, "revert")
  const [leadId] = await live({ identities: [phone(p(1))], fields: [named("Later Person")] })
  expect(await leadRow(leadId)).toMatchObject({ state: "active", channels: ["website"] })
  const rows = await database.db
    .select()
    .from(importRows)
    .where(and(eq(importRows.importId, importId), eq(importRows.state, "reverted")))
  expect(rows).toHaveLength(1)
  expect(await database.db.select().from(imports).where(eq(imports.id, importId))).toHaveLength(1)
})
