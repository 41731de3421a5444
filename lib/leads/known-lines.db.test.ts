import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { newId } from "@/lib/platform/ids"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { editLead } from "./edit/edit-lead"
import { ingestEvents } from "./ingest/ingest-events"
import { named, phone, sampleEvent } from "./ingest/sample-events"
import { previewContacts } from "./preview-contacts"

/** No UAE number begins with 1, and yet its provider says that somebody wrote from it. */
const LINE = "+97112345678"
const TYPED = ["+971 1 234 5678", "00971-1-2345678", LINE]

let database: TestDatabase
let owner: string
const ctx = () => testCtx(database.db)
async function ingest(event: ReturnType<typeof sampleEvent>): Promise<string> {
  const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], new Date()))
  const [first] = ingested
  return first?.outcome === "ingested" ? first.leadId : ""
}
beforeAll(async () => {
  database = await testDatabase()
  owner = await ingest(sampleEvent({ identities: [{ ...phone(LINE), source: "provider" }], fields: [named("Salma Idris")] }))
})
afterAll(() => database.drop())

test.each(TYPED)("%s, typed in full, is the line that its provider vouched for", async (typed) => {
  expect(await ingest(sampleEvent({ identities: [phone(typed)] }))).toBe(owner)
  expect(await previewContacts(ctx(), { phone: typed })).toMatchObject({ phones: [LINE], known: [{ id: owner, joins: true }] })
})

test("a colleague who adds it to another lead is told whose it is", async () => {
  const other = await ingest(sampleEvent({ identities: [phone("0501239876")] }))
  await expect(editLead(ctx(), { leadId: other, addPhone: "+971 1 234 5678" })).rejects.toMatchObject({
    code: "conflict",
    fields: { phone: owner },
  })
})

test.each(["+971 1 234 5679", "12", "971 1 234 567"])("%s names no line, and is no phone number", async (typed) => {
  expect(await previewContacts(ctx(), { phone: typed })).toEqual({ phones: [], emails: [], known: [] })
  expect(await ingest(sampleEvent({ identities: [phone(typed)], fields: [named("Nadia Karam")] }))).not.toBe(owner)
})
