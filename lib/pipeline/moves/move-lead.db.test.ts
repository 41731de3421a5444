import { and, eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { auditLog, leads, stageHistory, stages, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import type { Role } from "@/lib/core/lead-states"
import { newId } from "@/lib/platform/ids"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { moveLead } from "./move-lead"

let database: TestDatabase
const people: Partial<Record<Role, Ctx>> = {}
beforeAll(async () => {
  database = await testDatabase()
  for (const role of ["agent", "senior_agent", "manager", "reviewer"] as const) {
    const id = newId()
    await database.db.insert(users).values({ id, email: `${role}@example.com`, name: role, role })
    people[role] = testCtx(database.db, { kind: "user", id, name: role, role })
  }
})
afterAll(() => database.drop())

function as(role: Role): Ctx {
  const ctx = people[role]
  if (!ctx) throw new Error(role)
  return ctx
}

let serial = 0
async function newLead(name = "Layla Haddad"): Promise<string> {
  serial += 1
  const event = sampleEvent({ identities: [phone(`+97150444${String(1000 + serial)}`)], fields: [named(name)] })
  const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], new Date()))
  if (ingested[0]?.outcome !== "ingested") throw new Error("not ingested")
  return ingested[0].leadId
}
const row = async (id: string) => (await database.db.select().from(leads).where(eq(leads.id, id)))[0]

describe("the gate", () => {
  test("no lead is lost without a reason, or booked without a booking", async () => {
    const leadId = await newLead()
    expect(await moveLead(as("agent"), { leadId, to: "lost", via: "menu" })).toEqual({ ok: false, reason: "gate", fields: ["reason"] })
    expect(await moveLead(as("agent"), { leadId, to: "booked", via: "board" })).toEqual({ ok: false, reason: "gate", fields: ["booking"] })
    expect(await moveLead(as("agent"), { leadId, to: "booked", bookingReference: "BK-1", via: "board" })).toMatchObject({ ok: true })
  })

  test("values that come with a move count for the gate, and are stored only when the move succeeds", async () => {
    await database.db
      .update(stages)
      .set({ requirements: { fields: ["vehicle_class", "pickup_date"] } })
      .where(eq(stages.id, "qualified"))
    const leadId = await newLead()
    const half = { leadId, to: "qualified", via: "api", values: { vehicle_class: "SUV" } } as const
    expect(await moveLead(as("agent"), half)).toEqual({ ok: false, reason: "gate", fields: ["pickup_date"] })
    expect((await row(leadId))?.vehicleClass).toBeNull()
    expect(await moveLead(as("agent"), { ...half, values: { vehicle_class: "SUV", pickup_date: "2026-12-01" } })).toMatchObject({
      ok: true,
    })
    expect(await row(leadId)).toMatchObject({ stageId: "qualified", vehicleClass: "SUV" })
    await database.db.update(stages).set({ requirements: {} }).where(eq(stages.id, "qualified"))
  })

  test("a manager overrides with a reason that is kept; an agent may not", async () => {
    const leadId = await newLead()
    const move = { leadId, to: "booked", override: true, via: "menu" } as const
    await expect(moveLead(as("agent"), { ...move, reason: "trust me" })).rejects.toMatchObject({ code: "forbidden" })
    await expect(moveLead(as("manager"), move)).rejects.toMatchObject({ code: "invalid" })
    expect(await moveLead(as("manager"), { ...move, reason: "paid in cash" })).toMatchObject({ ok: true })
    const moves = await database.db.select().from(stageHistory).where(eq(stageHistory.leadId, leadId))
    expect(moves).toContainEqual(expect.objectContaining({ toStageId: "booked", overridden: true, reason: "paid in cash" }))
  })

  test("of two people who move one card, the second learns where it is now", async () => {
    const leadId = await newLead()
    const moves = await Promise.all(
      (["contacted", "qualified"] as const).map((to) => moveLead(as("senior_agent"), { leadId, from: "new_lead", to, via: "board" })),
    )
    expect(moves.filter(({ ok }) => ok)).toHaveLength(1)
    const told = { ok: false, reason: "moved_elsewhere", stageId: (await row(leadId))?.stageId, by: "senior_agent", at: expect.any(String) }
    expect(moves).toContainEqual(told)
  })

  test("a reviewer moves no lead, and an agent none of another agent's", async () => {
    const leadId = await newLead()
    await expect(moveLead(as("reviewer"), { leadId, to: "contacted", via: "board" })).rejects.toMatchObject({ code: "forbidden" })
    const senior = as("senior_agent").actor
    await assignLead(as("manager"), { leadId, ownerId: senior.kind === "user" ? senior.id : null })
    await expect(moveLead(as("agent"), { leadId, to: "contacted", via: "board" })).rejects.toMatchObject({ code: "forbidden" })
  })
})

describe("a colleague's edit", () => {
  test("outranks every later event, is recorded, and the other value stays visible", async () => {
    const leadId = await newLead("Wrong Nmae")
    await editLead(as("agent"), { leadId, fields: { name: "Right Name", vehicle: "Kia Picanto" } })
    const [known] = (await row(leadId))?.phones ?? []
    const later = sampleEvent({
      identities: [phone(known ?? "")],
      fields: [named("Wrong Nmae"), { field: "vehicle", value: "Tesla", trust: "verified" }],
      at: "2027-01-01T00:00:00Z",
    })
    await database.db.transaction((tx) => ingestEvents(tx, [{ event: later, receiptId: newId() }], new Date()))
    expect(await row(leadId)).toMatchObject({ name: "Right Name", vehicle: "Kia Picanto" })
    const [entry] = await database.db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.leadId, leadId), eq(auditLog.action, "lead.edited")))
    expect(entry).toMatchObject({ actorKind: "user", change: { before: { name: "Wrong Nmae" }, after: { name: "Right Name" } } })
  })

  test("never takes a phone that belongs to another lead", async () => {
    const [a, b] = [await newLead("Person A"), await newLead("Person B")]
    const [taken] = (await row(a))?.phones ?? []
    await expect(editLead(as("agent"), { leadId: b, addPhone: taken })).rejects.toMatchObject({ code: "conflict" })
  })

  test("made on a stale view does not overwrite another colleague's", async () => {
    const leadId = await newLead()
    const seen = (await row(leadId))?.version
    await editLead(as("agent"), { leadId, version: seen, fields: { company: "First" } })
    await expect(editLead(as("manager"), { leadId, version: seen, fields: { company: "Second" } })).rejects.toMatchObject({
      code: "conflict",
      fields: { company: expect.any(String) },
    })
    expect(await row(leadId)).toMatchObject({ company: "First" })
  })

  test("is refused for the fields a colleague set after the editor looked, and for nothing else that happened meanwhile", async () => {
    const leadId = await newLead()
    const versionOf = async () => (await row(leadId))?.version
    await editLead(as("agent"), { leadId, fields: { company: "Once set" } })
    const seen = await versionOf()
    await moveLead(as("agent"), { leadId, to: "contacted", via: "board" })
    const [known] = (await row(leadId))?.phones ?? []
    const message = sampleEvent({ identities: [phone(known ?? "")], fields: [{ field: "company", value: "A form's", trust: "verified" }] })
    await database.db.transaction((tx) => ingestEvents(tx, [{ event: message, receiptId: newId() }], new Date()))
    await editLead(as("agent"), { leadId, fields: { vehicle: "Kia" }, addEmail: "added@example.com" })
    expect(await versionOf()).toBeGreaterThan(seen ?? 0)

    await editLead(as("manager"), { leadId, version: seen, fields: { company: "Second" } })
    expect(await row(leadId)).toMatchObject({ company: "Second", vehicle: "Kia" })
    await expect(editLead(as("manager"), { leadId, version: seen, fields: { vehicle: null } })).rejects.toMatchObject({ code: "conflict" })
    // Their own earlier edit, from another tab, is no colleague's.
    await editLead(as("manager"), { leadId, version: seen, fields: { company: "Third" } })
    await editLead(as("manager"), { leadId, version: await versionOf(), fields: { vehicle: null } })
    expect(await row(leadId)).toMatchObject({ company: "Third", vehicle: null })
  })

  test("is refused when a merge meanwhile brought another person's value", async () => {
    const [leadId, other] = [await newLead("Lina Habib"), await newLead("Lina Habib")]
    const seen = (await row(leadId))?.version
    await editLead(as("agent"), { leadId: other, fields: { company: "From the other" } })
    await mergeLeads(as("manager"), { survivorId: leadId, mergedId: other })
    expect(await row(leadId)).toMatchObject({ company: "From the other" })
    await expect(editLead(as("manager"), { leadId, version: seen, fields: { company: "Mine" } })).rejects.toMatchObject({
      code: "conflict",
    })
  })

  test("is the newest even when two are made in one moment", async () => {
    const leadId = await newLead()
    const agent = { ...as("agent"), now: () => new Date("2026-03-02T08:00:00Z") }
    for (const name of ["A long first name", "B"]) await editLead(agent, { leadId, fields: { name, company: `${name} LLC` } })
    expect(await row(leadId)).toMatchObject({ name: "B", company: "B LLC" })
  })

  test("the audit log refuses to be rewritten", async () => {
    await expect(database.db.update(auditLog).set({ action: "nothing" })).rejects.toThrow()
    await expect(database.db.delete(auditLog)).rejects.toThrow()
  })
})
