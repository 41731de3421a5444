import { and, eq } from "drizzle-orm"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { leads, stages, tasks, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import type { StageId } from "@/lib/core/lead-states"
import type { StageRequirements } from "@/lib/core/stages"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { newId } from "@/lib/platform/ids"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { readLeadGate } from "@/lib/pipeline/moves/lead-gate"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { withoutRules } from "@/lib/routing/without-rules"
import { cancelTask } from "./cancel-task"
import { logContact } from "./log-contact"
import { readQueue } from "@/lib/followups/queue/read-queue"

let database: TestDatabase
const ids = { amira: newId(), boss: newId() }
beforeEach(async () => {
  database = await testDatabase()
  await withoutRules(database.db)
  await database.db.insert(users).values([
    { id: ids.amira, email: "amira@example.com", name: "Amira", role: "agent" },
    { id: ids.boss, email: "boss@example.com", name: "Boss", role: "manager" },
  ])
})
afterEach(() => database.drop())

/** Monday, 12:00 in Dubai. */
const at = (minutes: number) => new Date(Date.parse("2026-03-02T08:00:00Z") + minutes * 60_000)
const crm = (minutes: number): Ctx => testCtx(database.db, { kind: "system", name: "hubspot" }, at(minutes))
const as = (who: keyof typeof ids, minutes: number): Ctx =>
  testCtx(database.db, { kind: "user", id: ids[who], name: who, role: who === "boss" ? "manager" : "agent" }, at(minutes))
const asks = async (id: StageId, requirements: StageRequirements) =>
  await database.db.update(stages).set({ requirements }).where(eq(stages.id, id))
const ingest = async (given: Parameters<typeof sampleEvent>[0], minutes: number): Promise<string> =>
  await changeLeads(crm(minutes), async (unit) => {
    const event = sampleEvent({ at: at(minutes).toISOString(), ...given })
    const { ingested } = await ingestInto(unit, [{ event, receiptId: newId() }])
    return ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
  })
async function arrive(number: string, owner: string | null = ids.amira) {
  const leadId = await ingest({ identities: [phone(number)], fields: [named("Layla Haddad")] }, 0)
  if (owner) await database.db.update(leads).set({ ownerId: owner }).where(eq(leads.id, leadId))
  return leadId
}
const exceptionsOf = async (leadId: string) =>
  (
    await database.db
      .select()
      .from(tasks)
      .where(and(eq(tasks.leadId, leadId), eq(tasks.kind, "exception")))
  ).map(({ title, status, outcome, cancelledReason, assigneeId, dueAt }) => ({
    title,
    status,
    outcome,
    cancelledReason,
    assigneeId,
    dueAt,
  }))

describe("a move from the CRM without what its stage asks for", () => {
  beforeEach(() => asks("proposal", { fields: ["amount", "vehicle_class"], contactAttempts: 1 }))

  test("creates one task for the owner that says what is missing, due today", async () => {
    const leadId = await arrive("+971501112233")
    expect(await moveLead(crm(10), { leadId, to: "proposal", via: "crm" })).toMatchObject({ ok: true })
    await moveLead(crm(11), { leadId, to: "proposal", via: "crm" })
    expect(await exceptionsOf(leadId)).toMatchObject([
      { title: "Missing for Proposal: Amount, Class, contact attempts", status: "open", assigneeId: ids.amira, dueAt: at(10) },
    ])
    const row = (await readQueue(as("amira", 20), {})).rows.find((one) => one.leadId === leadId)
    expect((await readLeadGate(as("amira", 20), { leadId })).exceptions).toMatchObject([{ to: "proposal", via: "crm" }])
    expect(row?.reasons).toContainEqual(expect.objectContaining({ kind: "task", title: expect.stringContaining("Missing for Proposal") }))
  })

  test("is in the managers' queue when the lead is unassigned, and moves to its next owner", async () => {
    const leadId = await arrive("+971501112233", null)
    await moveLead(crm(10), { leadId, to: "proposal", via: "crm" })
    expect((await readQueue(as("boss", 20), { agent: "all" })).rows.map((row) => row.leadId)).toEqual([leadId])
    await assignLead(as("boss", 21), { leadId, ownerId: ids.amira })
    expect(await exceptionsOf(leadId)).toMatchObject([{ assigneeId: ids.amira, status: "open" }])
  })

  test("lists less as values arrive, and closes by itself when nothing is missing", async () => {
    const leadId = await arrive("+971501112233")
    await moveLead(crm(10), { leadId, to: "proposal", via: "crm" })
    await editLead(as("amira", 12), { leadId, fields: { amount: "900", vehicle_class: "SUV" } })
    expect(await exceptionsOf(leadId)).toMatchObject([{ title: "Missing for Proposal: contact attempts", status: "open" }])
    await logContact(as("amira", 13), { leadId, means: "no_answer" })
    expect((await readLeadGate(as("amira", 14), { leadId })).exceptions).toEqual([])
    expect(await exceptionsOf(leadId)).toMatchObject([{ status: "done", outcome: "met" }])
  })

  test("ends when the lead leaves the stage, and stays closed when a colleague closed it", async () => {
    const leadId = await arrive("+971501112233")
    await moveLead(crm(10), { leadId, to: "proposal", via: "crm" })
    await moveLead(as("amira", 12), { leadId, to: "new_lead", via: "board" })
    expect(await exceptionsOf(leadId)).toMatchObject([{ status: "cancelled", cancelledReason: "left_stage" }])
    await moveLead(crm(14), { leadId, to: "proposal", via: "crm" })
    const open = (
      await database.db
        .select()
        .from(tasks)
        .where(and(eq(tasks.kind, "exception"), eq(tasks.status, "open")))
    )[0]
    await cancelTask(as("amira", 15), { taskId: open?.id ?? "" })
    await editLead(as("amira", 16), { leadId, fields: { amount: "900" } })
    expect((await exceptionsOf(leadId)).map(({ status }) => status)).toEqual(["cancelled", "cancelled"])
  })

  test("is kept through a merge and its undo", async () => {
    const [leadId, other] = [await arrive("+971501112233"), await arrive("+971509998877")]
    await moveLead(crm(10), { leadId, to: "proposal", via: "crm" })
    const { mergeId } = await mergeLeads(as("boss", 12), { survivorId: other, mergedId: leadId })
    await undoMerge(as("boss", 13), { mergeId })
    expect(await exceptionsOf(leadId)).toMatchObject([{ status: "open", title: expect.stringContaining("Amount") }])
    expect(await exceptionsOf(other)).toEqual([])
  })
})

describe("a booking of the rental system", () => {
  const booking = {
    externalId: "BK-1",
    status: "created" as const,
    amountMinor: 90_000,
    currency: "AED",
    vehicle: null,
    startsAt: null,
    endsAt: null,
  }
  const books = (minutes: number) =>
    ingest(
      {
        channel: "erp",
        kind: "booking_created",
        author: { role: "system", name: null },
        booking,
        identities: [phone("+971501112233")],
        whenUnknown: "customer",
      },
      minutes,
    )

  test("that skips what Booked asks for creates a task that being booked does not cancel", async () => {
    await asks("booked", { fields: ["pickup_date"], booking: true })
    const leadId = await arrive("+971501112233")
    await books(10)
    expect(await exceptionsOf(leadId)).toMatchObject([{ title: "Missing for Booked: Pick-up", status: "open", assigneeId: ids.amira }])
    await ingest({ identities: [phone("+971501112233")], kind: "message", text: "thanks" }, 11)
    expect(await exceptionsOf(leadId)).toMatchObject([{ status: "open" }])
    await editLead(as("amira", 12), { leadId, fields: { pickup_date: "2026-03-10" } })
    expect(await exceptionsOf(leadId)).toMatchObject([{ status: "done", outcome: "met" }])
  })

  test("settles what the CRM claimed before it", async () => {
    const leadId = await arrive("+971501112233")
    await moveLead(crm(5), { leadId, to: "booked", via: "crm" })
    expect(await exceptionsOf(leadId)).toMatchObject([{ title: "Missing for Booked: a booking", status: "open" }])
    await books(10)
    expect(await exceptionsOf(leadId)).toMatchObject([{ status: "done", outcome: "met" }])
  })
})
