import { and, asc, eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { auditLog, leads, stages, tasks, touchpoints, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { withoutRules } from "@/lib/routing/without-rules"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { ingestInto, ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { cancelTask } from "./cancel-task"
import { completeTask } from "./complete-task"
import { createTask } from "./create-task"
import { logContact } from "./log-contact"
import { listTasks } from "./queries"
import { snoozeTask } from "./snooze-task"

let database: TestDatabase
const agentId = newId()
const otherId = newId()
beforeAll(async () => {
  database = await testDatabase()
  await withoutRules(database.db)
  await database.db.insert(users).values([
    { id: agentId, email: "agent@example.com", name: "Amira", role: "agent" },
    { id: otherId, email: "other@example.com", name: "Omar", role: "agent" },
  ])
})
afterAll(() => database.drop())

const at = (hours: number) => new Date(Date.parse("2026-03-02T08:00:00Z") + hours * 3_600_000)
const agentAt = (hours: number): Ctx => testCtx(database.db, { kind: "user", id: agentId, name: "Amira", role: "agent" }, at(hours))
const otherAt = (hours: number): Ctx => testCtx(database.db, { kind: "user", id: otherId, name: "Omar", role: "agent" }, at(hours))

let serial = 0
let leadId = ""
beforeEach(async () => {
  const event = sampleEvent({
    identities: [phone(`+97150888${String(1000 + (serial += 1))}`)],
    fields: [named("Layla Haddad")],
    occurredAt: at(0),
  })
  await changeLeads(agentAt(0), async (unit) => {
    const { ingested } = await ingestInto(unit, [{ event, receiptId: newId() }])
    leadId = ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
  })
})

const open = () =>
  database.db
    .select()
    .from(tasks)
    .where(and(eq(tasks.leadId, leadId), eq(tasks.status, "open")))
    .orderBy(asc(tasks.dueAt))
const firstOpen = async () => (await open())[0]?.id ?? ""
const touches = () =>
  database.db
    .select()
    .from(touchpoints)
    .where(and(eq(touchpoints.leadId, leadId), eq(touchpoints.direction, "outbound")))

describe("completing a task", () => {
  test("with a call is in the history, counts as an attempt and returns what comes next", async () => {
    const taskId = await firstOpen()
    const { task, next } = await completeTask(agentAt(24), { taskId, outcome: "called", note: "wants an SUV" })
    expect(task).toMatchObject({ state: "done", outcome: "called", note: "wants an SUV" })
    expect(next).toMatchObject({ title: "Follow up, day 3" })
    expect(await touches()).toMatchObject([{ channel: "phone", kind: "call_answered", authorName: "Amira", text: "wants an SUV" }])
    await database.db
      .update(stages)
      .set({ requirements: { contactAttempts: 1 } })
      .where(eq(stages.id, "contacted"))
    expect(await moveLead(agentAt(25), { leadId, to: "contacted", via: "board" })).toMatchObject({ ok: true })
    await database.db.update(stages).set({ requirements: {} }).where(eq(stages.id, "contacted"))
  })

  test("without reaching the person and without a plan proposes when to try again, in working hours", async () => {
    for (const hours of [24, 72]) await completeTask(agentAt(hours), { taskId: await firstOpen(), outcome: "no_answer" })
    const { next, proposal } = await completeTask(agentAt(168), { taskId: await firstOpen(), outcome: "no_answer" })
    expect(next).toBeNull()
    expect(proposal).toEqual({ at: "2026-03-13T08:00:00.000Z" })
    expect(await touches()).toHaveLength(3)
  })

  test("happens once, also when two people do it at once", async () => {
    const taskId = await firstOpen()
    const results = await Promise.allSettled([
      completeTask(agentAt(24), { taskId, outcome: "called" }),
      completeTask(otherAt(24), { taskId, outcome: "called" }),
    ])
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } })
    expect(await touches()).toHaveLength(1)
  })

  test("is for those who may change the lead, and for the assignee", async () => {
    const taskId = await firstOpen()
    await database.db.update(leads).set({ ownerId: agentId }).where(eq(leads.id, leadId))
    await expect(completeTask(otherAt(24), { taskId })).rejects.toMatchObject({ code: "forbidden" })
    await database.db.update(tasks).set({ assigneeId: otherId }).where(eq(tasks.id, taskId))
    expect(await completeTask(otherAt(24), { taskId })).toMatchObject({ task: { state: "done" } })
    await expect(completeTask(agentAt(24), { taskId: newId() })).rejects.toMatchObject({ code: "not_found" })
  })

  test("is in the audit log", async () => {
    await completeTask(agentAt(24), { taskId: await firstOpen(), outcome: "called" })
    const actions = await database.db
      .select({ action: auditLog.action, actorId: auditLog.actorId })
      .from(auditLog)
      .where(eq(auditLog.leadId, leadId))
    expect(actions).toContainEqual({ action: "task.completed", actorId: agentId })
    expect(actions).toContainEqual({ action: "contact.logged", actorId: agentId })
  })
})

describe("a contact that is logged", () => {
  test("goes to exactly this lead, completes what was due, and counts once however often it is sent", async () => {
    const key = newId()
    await logContact(agentAt(26), { leadId, means: "whatsapp_sent", key })
    await logContact(agentAt(26), { leadId, means: "whatsapp_sent", key })
    expect(await touches()).toMatchObject([{ channel: "botspace", kind: "message", direction: "outbound", authorRole: "agent" }])
    expect((await open()).map(({ title }) => title)).toEqual(["Follow up, day 3", "Follow up, day 7"])
  })

  test("reaches a lead that has no identity at all", async () => {
    const event = sampleEvent({ channel: "walk_in", kind: "walk_in", fields: [named("No Number")], occurredAt: at(0) })
    const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], at(0)))
    leadId = ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
    await logContact(agentAt(1), { leadId, means: "called" })
    expect(await touches()).toHaveLength(1)
  })

  test("is refused on another agent's lead", async () => {
    await database.db.update(leads).set({ ownerId: otherId }).where(eq(leads.id, leadId))
    await expect(logContact(agentAt(1), { leadId, means: "called" })).rejects.toMatchObject({ code: "forbidden" })
    expect(await touches()).toEqual([])
  })
})

describe("a snoozed task", () => {
  test("needs attention at the chosen time, computed in working time, and not before", async () => {
    const taskId = await firstOpen()
    expect(await snoozeTask(agentAt(24), { taskId, until: "tomorrow" })).toMatchObject({ snoozedUntil: "2026-03-04T08:00:00.000Z" })
    expect(await snoozeTask(agentAt(34), { taskId, until: "hour" }), "at 22:00 in Dubai").toMatchObject({
      snoozedUntil: "2026-03-04T06:00:00.000Z",
    })
    const { data } = await listTasks(agentAt(34), { due: "overdue", lead: leadId })
    expect(data).toEqual([])
  })

  test("cannot be snoozed into the past, nor for years", async () => {
    const taskId = await firstOpen()
    for (const until of [at(23).toISOString(), at(24 * 400).toISOString()])
      await expect(snoozeTask(agentAt(24), { taskId, until })).rejects.toMatchObject({ code: "invalid" })
  })
})

describe("a task of one's own", () => {
  test("is assigned to the lead's owner, or to its creator", async () => {
    const given = { leadId, title: "Send the price list", dueAt: at(30).toISOString() }
    expect(await createTask(agentAt(1), given)).toMatchObject({
      state: "open",
      kind: "custom",
      assignee: { id: agentId },
      isPlanned: false,
    })
    await database.db.update(leads).set({ ownerId: agentId }).where(eq(leads.id, leadId))
    expect(await createTask(agentAt(1), { ...given, title: "Ring back", kind: "call" })).toMatchObject({ assignee: { id: agentId } })
    await expect(createTask(otherAt(1), given)).rejects.toMatchObject({ code: "forbidden" })
  })

  test("is refused on a lead that is lost, and is cancelled when its lead is", async () => {
    const given = { leadId, title: "Send the price list", dueAt: at(30).toISOString() }
    await createTask(agentAt(1), given)
    await moveLead(agentAt(2), { leadId, to: "lost", reason: "Price", via: "menu" })
    expect(await open()).toEqual([])
    await expect(createTask(agentAt(3), given)).rejects.toMatchObject({ code: "conflict" })
  })

  test("that is planned and cancelled by a person is not planned again", async () => {
    await cancelTask(agentAt(1), { taskId: await firstOpen() })
    await logContact(agentAt(2), { leadId, means: "emailed" })
    expect((await open()).map(({ title }) => title)).toEqual(["Follow up, day 3", "Follow up, day 7"])
  })
})

test("tasks are listed soonest first, a page at a time, by owner and by when they are due", async () => {
  await database.db.update(tasks).set({ assigneeId: otherId }).where(eq(tasks.leadId, leadId))
  const first = await listTasks(otherAt(0), { owner: "me", lead: leadId, limit: 2 })
  expect(first.data.map(({ title }) => title)).toEqual(["Follow up, day 1", "Follow up, day 3"])
  const second = await listTasks(otherAt(0), { owner: otherId, lead: leadId, limit: 2, cursor: first.nextCursor ?? "" })
  expect(second).toMatchObject({ data: [{ title: "Follow up, day 7" }], nextCursor: null })
  expect((await listTasks(otherAt(24), { owner: "me", lead: leadId, due: "today" })).data).toHaveLength(1)
  expect((await listTasks(otherAt(0), { owner: "none", lead: leadId })).data).toEqual([])
})
