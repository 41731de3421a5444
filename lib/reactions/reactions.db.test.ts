import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { leads, stages, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import * as bodies from "@/lib/channels/fixtures/bodies"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { completeTask } from "@/lib/followups/tasks/complete-task"
import { createTask } from "@/lib/followups/tasks/create-task"
import { drainOnce } from "@/lib/intake/drain/drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { assignLeads } from "@/lib/leads/edit/assign-leads"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent, someName } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { moveLeads } from "@/lib/pipeline/moves/move-leads"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import type { Reaction } from "@/lib/platform/lead-change"
import { reactBy, REACTIONS } from "./reactions"
import { testCtx } from "./testing/test-ctx"

let database: TestDatabase
let manager: Ctx
const [managerId, agentId] = [newId(), newId()]
const runs = new Map<string, number>()
const counted = REACTIONS.map((step) =>
  step.map((reaction): Reaction => async (ctx, tx, changes) => {
    runs.set(reaction.name, (runs.get(reaction.name) ?? 0) + 1)
    await reaction(ctx, tx, changes)
  }),
)
const EACH_ONCE = new Map(REACTIONS.flat().map(({ name }) => [name, 1]))

beforeAll(async () => {
  database = await testDatabase()
  await database.db.insert(users).values([
    { id: managerId, email: "manager@example.com", name: "Mona", role: "manager" },
    { id: agentId, email: "agent@example.com", name: "Amira", role: "agent" },
  ])
  manager = { ...testCtx(database.db, { kind: "user", id: managerId, name: "Mona", role: "manager" }), react: reactBy(counted) }
})
afterAll(() => database.drop())
beforeEach(() => runs.clear())

let serial = 0
async function newLead(): Promise<string> {
  serial += 1
  const event = sampleEvent({ identities: [phone(`+97150666${String(1000 + serial)}`)], fields: [named(someName(serial))] })
  const { ingested } = await changeLeads(manager, (unit) => ingestInto(unit, [{ event, receiptId: newId() }]))
  runs.clear()
  return ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
}
const row = async (id: string) => (await database.db.select().from(leads).where(eq(leads.id, id)))[0]

async function receive(channel: "erp" | "website", given: Partial<Parameters<typeof bodies.sampleBody>[1]> = {}): Promise<void> {
  serial += 1
  const sample = {
    id: `e-${serial}`,
    at: new Date(),
    phone: `+97150667${1000 + serial}`,
    email: `p${serial}@example.com`,
    name: someName(serial),
    text: "Hi",
    ...given,
  }
  await createInbox(database.pool).store({
    channel,
    idempotencyKey: sample.id,
    raw: Buffer.from(JSON.stringify(bodies.sampleBody(channel, sample))),
    headers: { "content-type": "application/json" },
    trust: "signed",
    receivedAt: new Date(),
  })
}

test("a move that fills its gate runs each reaction once, and all of them see both the edit and the stage", async () => {
  await database.db
    .update(stages)
    .set({ requirements: { fields: ["vehicle_class", "amount"] }, checklist: [{ id: "licence", label: "Licence seen", required: true }] })
    .where(eq(stages.id, "qualified"))
  const leadId = await newLead()
  const values = { vehicle_class: "SUV", amount: "1,250" }
  const moved = await moveLead(manager, { leadId, to: "qualified", via: "board", values, checklist: ["licence"] })
  expect(moved).toMatchObject({ ok: true })
  expect(runs).toEqual(EACH_ONCE)
  expect(await row(leadId)).toMatchObject({ stageId: "qualified", vehicleClass: "SUV", amountMinor: 125_000 })
  await database.db.update(stages).set({ requirements: {}, checklist: [] }).where(eq(stages.id, "qualified"))
})

test("a move that the gate refuses runs none", async () => {
  const leadId = await newLead()
  expect(await moveLead(manager, { leadId, to: "lost", via: "menu" })).toMatchObject({ ok: false, reason: "gate" })
  expect(runs).toEqual(new Map())
})

test("many leads that are moved together run each reaction once, and a refused one is as it was", async () => {
  const [first, second, gone] = [await newLead(), await newLead(), await newLead()]
  const outcomes = await moveLeads(manager, {
    leads: [{ leadId: first }, { leadId: gone, from: "proposal" }, { leadId: second }, { leadId: newId() }],
    to: "contacted",
  })
  expect(outcomes.map(({ outcome }) => outcome.ok)).toEqual([true, false, true, false])
  expect(runs).toEqual(EACH_ONCE)
  expect([(await row(first))?.stageId, (await row(second))?.stageId, (await row(gone))?.stageId]).toEqual([
    "contacted",
    "contacted",
    "new_lead",
  ])
})

test("an edit with a new phone runs each reaction once", async () => {
  const leadId = await newLead()
  await editLead(manager, { leadId, fields: { name: "Layla Haddad" }, addPhone: "+971 50 777 0101" })
  expect(runs).toEqual(EACH_ONCE)
})

test("a merge and its undo run each reaction once", async () => {
  const [survivorId, mergedId] = [await newLead(), await newLead()]
  const { mergeId } = await mergeLeads(manager, { survivorId, mergedId })
  expect(runs).toEqual(EACH_ONCE)
  runs.clear()
  await undoMerge(manager, { mergeId })
  expect(runs).toEqual(EACH_ONCE)
})

test("an assignment runs each reaction once, of one lead as of many", async () => {
  const [one, two, three] = [await newLead(), await newLead(), await newLead()]
  await assignLead(manager, { leadId: one, ownerId: managerId })
  expect(runs).toEqual(EACH_ONCE)
  runs.clear()
  expect(await assignLeads(manager, { leadIds: [one, two, three, newId()], ownerId: managerId })).toMatchObject([
    { refused: null },
    { refused: null },
    { refused: null },
    { refused: "There is no such lead." },
  ])
  expect(runs).toEqual(EACH_ONCE)
})

test("a task that is completed with a call runs each reaction once", async () => {
  const leadId = await newLead()
  const { id: taskId } = await createTask(manager, { leadId, title: "Call back", kind: "call", dueAt: new Date().toISOString() })
  expect(runs).toEqual(new Map())
  await completeTask(manager, { taskId, outcome: "called" })
  expect(runs).toEqual(EACH_ONCE)
})

test("a booking runs each reaction once, and so does a whole batch of events", async () => {
  await receive("erp")
  await drainOnce(manager)
  expect(runs).toEqual(EACH_ONCE)
  runs.clear()
  for (let at = 0; at < 5; at += 1) await receive("website")
  expect(await drainOnce(manager)).toMatchObject({ done: 5 })
  expect(runs).toEqual(EACH_ONCE)
  const { rows } = await database.db.execute(sql`select count(*)::int as n from bookings`)
  expect(rows[0]).toEqual({ n: 1 })
})
