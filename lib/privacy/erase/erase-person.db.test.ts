import { and, eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { auditLog, crmExclusions, inboundEvents, leads, sentEmails, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { sampleBody, type Sample, type SampleChannel } from "@/lib/channels/fixtures/bodies"
import type { Ctx } from "@/lib/platform/context"
import type { Role } from "@/lib/core/lead-states"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { logContact } from "@/lib/followups/tasks/log-contact"
import { createTask } from "@/lib/followups/tasks/create-task"
import { newId } from "@/lib/platform/ids"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { replayEvent } from "@/lib/intake/deliveries/replay-event"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { getLead } from "@/lib/leads/get-lead"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { erasePerson } from "./erase-person"
import { listErasureRequests, listErasures } from "../queries"

let database: TestDatabase
let admin: Ctx
let manager: Ctx
beforeAll(async () => {
  database = await testDatabase()
  const make = async (role: Role) => {
    const id = newId()
    await database.db.insert(users).values({ id, email: `${role}@example.com`, name: `The ${role}`, role })
    return testCtx(database.db, { kind: "user", id, name: `The ${role}`, role })
  }
  ;[admin, manager] = [await make("admin"), await make("manager")]
})
afterAll(() => database.drop())

let serial = 0
async function receive(channel: SampleChannel, sample: Omit<Sample, "id" | "at">): Promise<{ receipt: string; leadId: string }> {
  const id = `erase-${(serial += 1)}`
  const receipt = await store(channel, id, JSON.stringify(sampleBody(channel, { id, at: new Date(), ...sample })))
  const [event] = await database.db.select().from(inboundEvents).where(eq(inboundEvents.id, receipt))
  return { receipt, leadId: event?.leadId ?? "" }
}
async function store(channel: SampleChannel, idempotencyKey: string, raw: string): Promise<string> {
  const given = { headers: { "content-type": "application/json" }, trust: "signed" as const, receivedAt: new Date() }
  const { id } = await createInbox(database.pool).store({ channel, idempotencyKey, raw: Buffer.from(raw), ...given })
  await drainAll(testCtx(database.db))
  return id
}

/** Every table that says one of the words, in whatever column and type it is kept. */
async function whereIsSaid(words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await database.db.execute<{ name: string; bytes: string[] }>(sql`
    select t.table_name as name, coalesce(jsonb_agg(c.column_name) filter (where c.data_type = 'bytea'), '[]') as bytes
    from information_schema.tables t join information_schema.columns c using (table_schema, table_name)
    where t.table_schema = 'public' and t.table_type = 'BASE TABLE' group by 1`)
  const searches = tables.map(({ name, bytes }) => {
    const texts = [sql`t::text`, ...bytes.map((column) => sql`encode(t.${sql.identifier(column)}, 'escape')`)]
    // What is not ASCII looks different in that form.
    const inBytes = bytes.map(
      (column) => sql`or position(convert_to(word, 'UTF8') in coalesce(t.${sql.identifier(column)}, ''::bytea)) > 0`,
    )
    return sql`select distinct ${name}::text || ': ' || word as said from ${sql.identifier(name)} t,
      jsonb_array_elements_text(${JSON.stringify(words)}::jsonb) word where position(word in lower(concat_ws(' ', ${sql.join(texts, sql`, `)}))) > 0
        ${sql.join(inBytes, sql` `)}`
  })
  const { rows } = await database.db.execute<{ said: string }>(
    sql`select said from (${sql.join(searches, sql` union all `)}) found order by said`,
  )
  return rows.map(({ said }) => said)
}

test("after an erasure no table says anything of the person any more, and everybody else is as before", async () => {
  const person = { name: "Zubaydah Qahtani", phone: "+971509988776" }
  const words = ["zubayda", "qahtani", "509988776", "zub.qah", "patrolling", "brother-in-law", "زبيدة"]
  const { leadId } = await receive("website", { ...person, text: "A patrolling car for my brother-in-law" })
  const other = await receive("chatbot", { name: "زبيدة Qahtani", email: "zub.qah@example.com", text: "Patrolling again" })
  const bystander = await receive("website", { name: "Karim Nasser", phone: "+971501112233", text: "Hello" })
  await receive("botspace", { ...person, text: "And my brother-in-law?" })
  await receive("ziwo", person)
  const dead = await store("website", "erase-dead", `{"phone": "${person.phone}", "name": "Zubaydah"`)
  await editLead(admin, { leadId, fields: { notes: "Zubaydah asks for her brother-in-law" } })
  await logContact(admin, { leadId, means: "no_answer", note: "Zubaydah hung up" })
  await createTask(admin, { leadId, title: "Call Zubaydah", dueAt: new Date().toISOString() })
  await moveLead(admin, { leadId, to: "lost", reason: "Price too high", note: "Zubaydah found it dear", via: "menu" })
  await mergeLeads(admin, { survivorId: leadId, mergedId: other.leadId })
  await database.db.insert(sentEmails).values([
    {
      id: newId(),
      dedupeKey: "a",
      kind: "nurture",
      recipient: "Zub.Qah@example.com",
      subject: "Zubaydah",
      body: "Dear Zubaydah",
      createdAt: new Date(),
    },
    {
      id: newId(),
      dedupeKey: "b",
      kind: "digest",
      userId: admin.actor.kind === "user" ? admin.actor.id : null,
      recipient: "admin@example.com",
      subject: "Today",
      body: `Zubaydah: http://localhost/leads/${leadId}`,
      createdAt: new Date(),
    },
  ])
  expect((await whereIsSaid(words)).length).toBeGreaterThan(15)
  const before = await getLead(admin, { leadId: bystander.leadId })

  await erasePerson(admin, { leadId: other.leadId, reason: "Asked for it by letter" })

  expect(await whereIsSaid(words)).toEqual([])
  expect(await getLead(admin, { leadId: bystander.leadId })).toEqual(before)
  await expect(getLead(admin, { leadId })).rejects.toThrow("no such lead")
  await expect(replayEvent(admin, { receipt: dead })).rejects.toThrow("still has its body")
  expect((await listErasures(admin))[0]).toMatchObject({ leadId, by: "The admin", reason: "Asked for it by letter" })
})

test("whoever was erased and writes again is a stranger", async () => {
  const person = { name: "Huda Stranger", phone: "+971507766554" }
  const first = await receive("website", person)
  await erasePerson(admin, { leadId: first.leadId, reason: "Asked for it" })
  const again = await receive("botspace", { ...person, text: "Hi" })
  expect(again.leadId).not.toBe(first.leadId)
  expect((await getLead(admin, { leadId: again.leadId })).touchpoints).toHaveLength(1)
})

test("who was erased in the CRM is asked about until they are erased here", async () => {
  const { leadId } = await receive("website", { name: "Rania Request", phone: "+971507766111" })
  await database.db
    .insert(crmExclusions)
    .values({ id: newId(), leadId, provider: "hubspot", reason: "privacy", externalId: "4711", at: new Date() })
  expect(await listErasureRequests(admin)).toMatchObject([{ leadId, name: "Rania Request" }])
  await erasePerson(admin, { leadId, reason: "Erased in HubSpot" })
  expect(await listErasureRequests(admin)).toEqual([])
  const kept = await database.db.select().from(crmExclusions).where(eq(crmExclusions.leadId, leadId))
  expect(kept.map(({ externalId, reason }) => ({ externalId, reason }))).toEqual([{ externalId: "4711", reason: "privacy" }])
})

test("only an admin erases, and an id that is gone already is said to be none", async () => {
  const { leadId } = await receive("website", { name: "Samir Stays", phone: "+971507766222" })
  await expect(erasePerson(manager, { leadId, reason: "No reason" })).rejects.toThrow("may not")
  const key = testCtx(database.db, { kind: "api_key", id: newId(), name: "full", scopes: ["full"] })
  await expect(erasePerson(key, { leadId, reason: "No reason" })).rejects.toThrow("may not")
  expect((await database.db.select().from(leads).where(eq(leads.id, leadId)))[0]?.state).toBe("active")
  await erasePerson(admin, { leadId, reason: "Asked for it" })
  await expect(erasePerson(admin, { leadId, reason: "Again" })).rejects.toThrow("no such lead")
})

test("the audit log still refuses every other change", async () => {
  await receive("website", { name: "Audit Trail", phone: "+971507766333" })
  const change = database.db
    .update(auditLog)
    .set({ action: "nothing" })
    .where(and(sql`true`))
  await expect(change).rejects.toMatchObject({ cause: { message: "the audit log is append-only" } })
  await expect(database.db.delete(auditLog).where(sql`true`)).rejects.toMatchObject({ cause: { message: "the audit log is append-only" } })
})
