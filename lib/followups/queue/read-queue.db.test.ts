import { eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { leads, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { withoutRules } from "@/lib/routing/without-rules"
import type { Ctx } from "@/lib/platform/context"
import type { LeadEvent } from "@/lib/core/lead-event"
import { newId } from "@/lib/platform/ids"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { createTask } from "@/lib/followups/tasks/create-task"
import { logContact } from "@/lib/followups/tasks/log-contact"
import { readQueue } from "./read-queue"
import { snoozeLead } from "./snooze-lead"

let database: TestDatabase
const ids = { amira: newId(), omar: newId(), boss: newId() }
beforeAll(async () => {
  database = await testDatabase()
  await withoutRules(database.db)
  await database.db.insert(users).values([
    { id: ids.amira, email: "amira@example.com", name: "Amira", role: "agent" },
    { id: ids.omar, email: "omar@example.com", name: "Omar", role: "agent" },
    { id: ids.boss, email: "boss@example.com", name: "Boss", role: "manager" },
  ])
})
afterAll(() => database.drop())

const at = (minutes: number) => new Date(Date.parse("2026-03-02T08:00:00Z") + minutes * 60_000)
const as = (who: keyof typeof ids, minutes: number): Ctx =>
  testCtx(database.db, { kind: "user", id: ids[who], name: who, role: who === "boss" ? "manager" : "agent" }, at(minutes))

const ingest = async (event: LeadEvent, now: Date): Promise<string> =>
  await changeLeads(testCtx(database.db, undefined, now), async (unit) => {
    const { ingested } = await ingestInto(unit, [{ event, receiptId: newId() }])
    return ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
  })

let serial = 0
const freshPhone = () => `+97150999${String(1000 + (serial += 1))}`
async function arrive(name: string, minutes: number, owner: keyof typeof ids | null = null) {
  const number = freshPhone()
  const leadId = await ingest(sampleEvent({ identities: [phone(number)], fields: [named(name)], occurredAt: at(minutes) }), at(minutes))
  if (owner) await database.db.update(leads).set({ ownerId: ids[owner] }).where(eq(leads.id, leadId))
  return { leadId, number }
}
const whatsapp = (number: string, minutes: number, direction: "inbound" | "outbound" = "inbound") =>
  ingest(
    sampleEvent({
      channel: "botspace",
      kind: "message",
      direction,
      author: { role: direction === "inbound" ? "person" : "agent", name: null },
      identities: [phone(number)],
      conversation: { provider: "botspace", externalId: number, url: null },
      occurredAt: at(minutes),
      text: "Do you have a Patrol?",
    }),
    at(minutes),
  )
const rowOf = async (ctx: Ctx, leadId: string, agent?: string) =>
  (await readQueue(ctx, agent === undefined ? {} : { agent })).rows.find((row) => row.leadId === leadId)

describe("an agent's queue", () => {
  test("has own and unassigned leads, never a colleague's; a manager may see anyone's", async () => {
    const [mine, free, theirs] = [await arrive("Mine", 0, "amira"), await arrive("Free", 0), await arrive("Theirs", 0, "omar")]
    const shown = (await readQueue(as("amira", 1), { agent: ids.omar })).rows.map(({ leadId }) => leadId)
    expect(shown).toContain(mine.leadId)
    expect(shown).toContain(free.leadId)
    expect(shown, "asking for a colleague's is no way in").not.toContain(theirs.leadId)
    expect((await readQueue(as("boss", 1), { agent: ids.omar })).rows.map(({ leadId }) => leadId)).toEqual([theirs.leadId])
    expect((await readQueue(as("boss", 1), { agent: "all" })).total).toBeGreaterThanOrEqual(3)
  })

  test("shows a new lead with its target until it was contacted", async () => {
    const { leadId } = await arrive("New", 0, "amira")
    expect(await rowOf(as("amira", 3), leadId)).toMatchObject({
      reasons: [{ kind: "first_response", at: at(60).toISOString(), isLate: false }],
      attempts: 0,
    })
    await logContact(as("amira", 4), { leadId, means: "called" })
    expect(await rowOf(as("amira", 5), leadId)).toBeUndefined()
  })

  test("shows an unanswered message with its text, and a missed call, until we answer", async () => {
    const { leadId, number } = await arrive("Writes", 0, "amira")
    await moveLead(as("amira", 1), { leadId, to: "contacted", via: "board" })
    await whatsapp(number, 2)
    expect(await rowOf(as("amira", 40), leadId)).toMatchObject({
      reasons: [{ kind: "unanswered", isLate: true }],
      last: { text: "Do you have a Patrol?" },
    })
    await whatsapp(number, 41, "outbound")
    expect(await rowOf(as("amira", 42), leadId)).toBeUndefined()
    await ingest(sampleEvent({ channel: "ziwo", kind: "call_missed", identities: [phone(number)], occurredAt: at(50) }), at(50))
    expect((await rowOf(as("amira", 51), leadId))?.reasons[0]).toMatchObject({ kind: "missed_call" })
  })

  test("warns of a WhatsApp window that is about to close", async () => {
    const { leadId, number } = await arrive("Window", 0, "amira")
    await moveLead(as("amira", 1), { leadId, to: "contacted", via: "board" })
    await whatsapp(number, 2)
    expect((await rowOf(as("amira", 24 * 60 - 40), leadId))?.reasons[0]).toMatchObject({
      kind: "window",
      at: at(24 * 60 + 2).toISOString(),
    })
    expect((await rowOf(as("amira", 24 * 60 + 3), leadId))?.reasons.map(({ kind }) => kind)).not.toContain("window")
  })

  test("shows a task on its day, and the reason that D completes", async () => {
    const { leadId } = await arrive("Due", 0, "amira")
    await logContact(as("amira", 1), { leadId, means: "no_answer" })
    expect(await rowOf(as("amira", 60), leadId)).toBeUndefined()
    const row = await rowOf(as("amira", 24 * 60 + 30), leadId)
    expect(row?.reasons[0]).toMatchObject({ kind: "task", title: "Follow up, day 1", isLate: true })
    expect(row?.taskId).toBe(row?.reasons[0]?.taskId)
  })

  test("hides a snoozed lead until its time, or until the person writes again", async () => {
    const { leadId, number } = await arrive("Snoozed", 0, "amira")
    await snoozeLead(as("amira", 1), { leadId, until: "hour" })
    expect(await rowOf(as("amira", 30), leadId)).toBeUndefined()
    expect(await rowOf(as("amira", 62), leadId)).toBeDefined()
    await snoozeLead(as("amira", 63), { leadId, until: "tomorrow" })
    await whatsapp(number, 70)
    expect(await rowOf(as("amira", 71), leadId)).toBeDefined()
  })

  test("shows a snoozed lead again when its stage changes or a new task is due", async () => {
    const [moved, planned] = [await arrive("Moved", 0, "amira"), await arrive("Planned", 0, "amira")]
    for (const { leadId } of [moved, planned]) {
      await logContact(as("amira", 1), { leadId, means: "no_answer" })
      await snoozeLead(as("amira", 2), { leadId, until: "week" })
    }
    await moveLead(as("boss", 3), { leadId: moved.leadId, to: "contacted", via: "board" })
    await createTask(as("boss", 4), { leadId: planned.leadId, title: "Send the offer", dueAt: at(120).toISOString() })
    expect(await rowOf(as("amira", 60), planned.leadId)).toBeUndefined()
    expect((await rowOf(as("amira", 121), planned.leadId))?.reasons).toContainEqual(expect.objectContaining({ title: "Send the offer" }))
    expect((await rowOf(as("amira", 24 * 60 + 30), moved.leadId))?.reasons[0]).toMatchObject({ title: "Follow up, day 1" })
  })

  test("has nothing of a lost lead", async () => {
    const { leadId } = await arrive("Lost", 0, "amira")
    await moveLead(as("amira", 1), { leadId, to: "lost", reason: "Price", via: "menu" })
    expect(await rowOf(as("amira", 2), leadId)).toBeUndefined()
  })
})
