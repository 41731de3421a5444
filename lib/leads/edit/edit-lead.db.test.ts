import { asc, eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { auditLog } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { editLead } from "./edit-lead"

let database: TestDatabase
beforeAll(async () => void (database = await testDatabase()))
afterAll(() => database.drop())

test("the audit log tells a contact that a colleague added from one that they confirmed", async () => {
  const ctx = testCtx(database.db)
  const claimed = sampleEvent({ identities: [phone("+971501140001"), email("claimed@mail.example")], fields: [named("Reem Darwish")] })
  const { ingested } = await changeLeads(ctx, (unit) => ingestInto(unit, [{ event: claimed, receiptId: null, trust: "public" }]))
  const leadId = ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
  await editLead(ctx, { leadId, addEmail: "claimed@mail.example", addPhone: "+971501140002" })
  const entries = await database.db.select().from(auditLog).where(eq(auditLog.leadId, leadId)).orderBy(asc(auditLog.id))
  expect(entries.flatMap(({ action, change }) => (action.startsWith("lead.contact") ? [[action, change["value"]]] : []))).toEqual(
    expect.arrayContaining([
      ["lead.contact_confirmed", "claimed@mail.example"],
      ["lead.contact_added", "+971501140002"],
    ]),
  )
})
