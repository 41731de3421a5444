import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { PERSONAL_DATA } from "@/db/personal-data"
import { inboundEvents, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { getEventBody } from "@/lib/intake/deliveries/queries"
import { exportLeads } from "@/lib/leads/export-leads"
import { recordReads } from "@/lib/leads/record-read"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { PLANTED, plantEverywhere } from "@/lib/privacy/testing/planted-person"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { readHeld } from "./find-people"
import { heldKindOf } from "./held-kinds"
import { personPage } from "./person-page"
import { readPersonFile } from "./read-person-file"

let database: TestDatabase
const as = (role: "agent" | "admin" | "manager", id = newId()): Ctx => testCtx(database.db, { kind: "user", id, name: role, role })
let leadId = ""
let admin: Ctx
beforeAll(async () => {
  database = await testDatabase()
  const id = newId()
  await database.db.insert(users).values({ id, email: "admin@example.com", name: "The admin", role: "admin" })
  admin = as("admin", id)
  const event = sampleEvent({
    text: "<script>alert(1)</script>",
    identities: [phone(PLANTED.phone), email(PLANTED.email)],
    fields: [named(PLANTED.name)],
  })
  const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], new Date()))
  leadId = ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
})
afterAll(() => database.drop())

test("the file of a person has every column that is classified as personal, and what others say of them", async () => {
  await plantEverywhere(database, leadId)
  await plantEverywhere(database)
  const { sections } = await readPersonFile(admin, { leadId })
  const listed = Object.entries(PERSONAL_DATA).flatMap(([table, { personal = [], quoted }]) =>
    quoted === "keep" ? [] : personal.map((column) => `${table}.${column}`),
  )
  const found = new Set(
    sections.flatMap(({ table, columns, rows }) =>
      columns.filter((column) => rows.some((row) => column in row)).map((column) => `${table}.${column}`),
    ),
  )
  expect(listed.filter((column) => !found.has(column) && !column.startsWith("import_files"))).toEqual([])
  const touches = sections.find(({ table, quoted }) => table === "touchpoints" && !quoted)
  expect(
    touches?.rows.find(({ text }) => String(text).includes("script")),
    "with where it came from and when",
  ).toMatchObject({ channel: "website", occurred_at: expect.any(String) })
  const ofOthers = sections.find(({ table, quoted }) => table === "touchpoints" && quoted)
  expect(JSON.stringify(ofOthers?.rows), "of another's row only the quote").not.toContain("planted ")
})

test("it says who saw the person, and a refreshed page counts once", async () => {
  await recordReads(admin, [leadId], "page")
  await recordReads(admin, [leadId], "page")
  for await (const row of await exportLeads(admin, {})) expect(row).toBeDefined()
  await readPersonFile(admin, { leadId })
  const { reads } = await readPersonFile(admin, { leadId })
  expect(reads).toContainEqual(expect.objectContaining({ by: "The admin", way: "page", times: 1 }))
  expect(reads.map(({ way }) => way).toSorted()).toEqual(["export", "page", "person_export"])
})

test("whoever opens the body of a delivery has seen its people", async () => {
  const id = newId()
  const body = { channel: "website", idempotencyKey: id, raw: Buffer.from("{}"), headers: {}, trust: "signed" as const }
  await database.db.insert(inboundEvents).values({ id, state: "done", receivedAt: new Date(), leadIds: [leadId], ...body })
  const reader = as("manager")
  await getEventBody(reader, { receipt: id })
  const { rows } = await database.db.execute(sql`select way from lead_reads where lead_id = ${leadId} and actor_id = ${viewerId(reader)}`)
  expect(rows).toEqual([{ way: "page" }])
})
const viewerId = ({ actor }: Ctx): string => (actor.kind === "system" ? actor.name : actor.id)

test("the page to read shows markup as text", async () => {
  const html = personPage(await readPersonFile(admin, { leadId }))
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;")
  expect(html).not.toContain("<script")
})

test("an agent and an API key get no such file", async () => {
  await expect(readPersonFile(as("agent"), { leadId })).rejects.toThrow("may not")
  const key = testCtx(database.db, { kind: "api_key", id: newId(), name: "full", scopes: ["full"] })
  await expect(readPersonFile(key, { leadId })).rejects.toThrow("may not")
})

test("as many records are counted as the file has, those under a merged lead's id too", async () => {
  const other = sampleEvent({ identities: [email("other.mailbox@example.com")], fields: [named(PLANTED.name)] })
  const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event: other, receiptId: newId() }], new Date()))
  const mergedId = ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
  await mergeLeads(admin, { survivorId: leadId, mergedId })
  const { sections } = await readPersonFile(admin, { leadId })
  const { held } = await readHeld(admin, { leadId })
  const records = new Map<string, number>()
  for (const { table, quoted, rows } of sections)
    if (!quoted && rows.length > 0) records.set(heldKindOf(table), (records.get(heldKindOf(table)) ?? 0) + rows.length)
  expect(new Map(held.map(({ kind, count }) => [kind, count]))).toEqual(records)
})
