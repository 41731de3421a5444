import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { duplicateItems, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { LeadEvent } from "@/lib/core/lead-event"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { splitLead } from "@/lib/duplicates/split/split-lead"
import { createTask } from "@/lib/followups/tasks/create-task"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { addPerson } from "@/lib/team/add-person"
import { createApiKey } from "@/lib/team/api-keys"
import { saveView } from "@/lib/views/save-view"

/** Replays, the demo and tests run on a clock of their own: what a verb writes is dated by it, in every table. */
const THEN = new Date("2025-11-03T06:30:00Z")

let database: TestDatabase
let admin: Ctx
beforeAll(async () => {
  database = await testDatabase()
  const id = newId()
  await database.db.insert(users).values({ id, email: "ada@example.com", name: "Ada", role: "admin", createdAt: THEN })
  admin = testCtx(database.db, { kind: "user", id, name: "Ada", role: "admin" }, THEN)
})
afterAll(() => database.drop())

async function arrive(given: Partial<LeadEvent>): Promise<string> {
  const event = sampleEvent({ at: "2025-11-03T06:00:00Z", ...given })
  const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], THEN))
  if (ingested[0]?.outcome !== "ingested") throw new Error("not ingested")
  return ingested[0].leadId
}

/** Table and column → the instants in it that are not the clock's. */
async function otherInstants(before: ReadonlySet<string>): Promise<string[]> {
  const { rows: columns } = await database.db.execute<{ table: string; column: string }>(sql`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and column_name in ('created_at', 'updated_at')`)
  const found: string[] = []
  for (const { table, column } of columns) {
    const { rows } = await database.db.execute<{ at: string }>(
      sql`select distinct ${sql.identifier(column)} as at from ${sql.identifier(table)} where ${sql.identifier(column)} <> ${THEN.toISOString()}`,
    )
    found.push(...rows.map(({ at }) => `${table}.${column} ${at}`))
  }
  return found.filter((one) => !before.has(one))
}

test("what a verb writes is dated by its clock, in every table", async () => {
  const before = new Set(await otherInstants(new Set()))
  const lead = await arrive({ identities: [phone("0501234567")], fields: [named("Omar Saleh")] })
  await editLead(admin, { leadId: lead, fields: { company: "Falcon" }, addEmail: "omar@example.com" })
  await moveLead(admin, { leadId: lead, to: "lost", reason: "Price", via: "board" })
  await moveLead(admin, { leadId: lead, to: "new_lead", via: "board" })
  await createTask(admin, { leadId: lead, title: "Send the offer", dueAt: "2025-11-04T08:00:00Z" })

  await arrive({ identities: [phone("0501234567"), email("kasia@example.com")], fields: [named("Katarzyna Nowak")] })
  const [item] = await database.db.select().from(duplicateItems).where(eq(duplicateItems.kind, "split"))
  await splitLead(admin, { itemId: item?.id ?? "" })

  const [survivorId, mergedId] = [
    await arrive({ identities: [email("lina@example.com")], fields: [named("Lina Haddad")] }),
    await arrive({ identities: [phone("0551112233")], fields: [named("Lina H.")] }),
  ]
  await mergeLeads(admin, { survivorId, mergedId, fields: { name: mergedId } })

  await addPerson(admin, { email: "omar@onelead.example", name: "Omar", role: "agent", languages: [], signIn: "password" })
  await createApiKey(admin, { name: "Chatbot", scopes: ["context"] })
  await saveView(admin, { page: "board", name: "Mine", query: "owner=me", shared: true })
  expect(await otherInstants(before)).toEqual([])
})
