import { eq } from "drizzle-orm"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { auditLog, leadChecklist, leads, stageHistory, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import type { Role, StageId } from "@/lib/core/lead-states"
import { missingFor, gateOf, type StageDefinition } from "@/lib/core/stages"
import type { ChangedLead } from "@/lib/platform/lead-change"
import { newId } from "@/lib/platform/ids"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { replanStage } from "@/lib/followups/tasks/replan-stage"
import { readLostReasons } from "./lost-reasons"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { previewStage } from "./preview-stage"
import { readStages } from "./read-stages"
import { saveLostReasons } from "./save-lost-reasons"
import { definitionOf, restoreStage, saveStage } from "./save-stage"
import { readFacts } from "./stage-facts"
import { listRevisions } from "./stage-queries"
import { tickItem } from "@/lib/pipeline/moves/tick-item"

let database: TestDatabase
const people = {} as Record<Role, Ctx>
beforeAll(async () => {
  database = await testDatabase()
  for (const role of ["agent", "manager", "admin"] as const) {
    const id = newId()
    await database.db.insert(users).values({ id, email: `${role}@example.com`, name: `The ${role}`, role })
    people[role] = testCtx(database.db, { kind: "user", id, name: `The ${role}`, role })
  }
})
afterAll(() => database.drop())

let serial = 0
async function newLead(): Promise<string> {
  const event = sampleEvent({ identities: [phone(`+97155777${String(1000 + (serial += 1))}`)], fields: [named("Layla Haddad")] })
  const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], new Date()))
  if (ingested[0]?.outcome !== "ingested") throw new Error("not ingested")
  return ingested[0].leadId
}
async function stageNow(id: StageId) {
  const stage = (await readStages(database.db)).find((one) => one.id === id)
  if (!stage) throw new Error(id)
  return stage
}
async function change(id: StageId, part: Partial<StageDefinition>, ctx = people.admin) {
  const stage = await stageNow(id)
  return await saveStage(ctx, { id, version: stage.version, definition: { ...definitionOf(stage), ...part } }, replanStage)
}

describe("changing a stage", () => {
  test("is for admins only", async () => {
    await expect(change("qualified", { name: "Hot" }, people.manager)).rejects.toMatchObject({ code: "forbidden" })
    await expect(
      previewStage(people.agent, { id: "qualified", definition: definitionOf(await stageNow("qualified")) }),
    ).rejects.toMatchObject({
      code: "forbidden",
    })
  })

  test("keeps who changed what, and any earlier state can be restored", async () => {
    const before = definitionOf(await stageNow("proposal"))
    const changed = await change("proposal", { probability: 61, checklist: [], requirements: { fields: ["amount"] } })
    const [revision] = await listRevisions(people.admin, { id: "proposal" })
    expect(revision).toMatchObject({
      who: "The admin",
      before: { probability: before.probability },
      after: { probability: 61 },
      isRestore: false,
    })
    const restored = await restoreStage(people.admin, { revisionId: revision?.id ?? "", version: changed.version }, replanStage)
    expect(definitionOf(restored)).toEqual(before)
    expect((await listRevisions(people.admin, { id: "proposal" })).map(({ isRestore }) => isRestore)).toEqual([true, false])
    const audited = await database.db.select().from(auditLog).where(eq(auditLog.action, "stage.changed"))
    expect(audited.length).toBeGreaterThanOrEqual(2)
  })

  test("is refused for an admin whose view is out of date", async () => {
    const seen = await stageNow("contacted")
    await change("contacted", { definition: "First" })
    const late = saveStage(
      people.admin,
      {
        id: "contacted",
        version: seen.version,
        definition: { ...definitionOf(seen), definition: "Second" },
      },
      replanStage,
    )
    await expect(late).rejects.toMatchObject({ code: "conflict" })
    expect((await stageNow("contacted")).definition).toBe("First")
  })

  test("cannot add requirements to the first stage, nor remove those of Booked and Lost", async () => {
    const item = { id: "hello", label: "Said hello", required: true }
    expect(await change("new_lead", { requirements: { fields: ["vehicle"] }, checklist: [item] })).toMatchObject({
      requirements: {},
      checklist: [{ required: false }],
    })
    expect((await change("booked", { requirements: {} })).requirements).toEqual({ booking: true })
    expect((await change("lost", { requirements: {} })).requirements).toEqual({ reason: true })
  })

  test("reports what is invalid, by field", async () => {
    await expect(change("qualified", { name: " ", probability: 140 })).rejects.toMatchObject({
      code: "invalid",
      fields: { "definition.name": expect.any(String), "definition.probability": expect.any(String) },
    })
    const twice = [1, 2].map(() => ({ id: "same", label: "Same", required: false }))
    await expect(change("qualified", { checklist: twice })).rejects.toMatchObject({ code: "invalid" })
    await expect(change("negotiation", { checklist: [{ id: "licence", label: "Other", required: false }] })).rejects.toMatchObject({
      code: "invalid",
    })
  })

  test("moves no lead back", async () => {
    const leadId = await newLead()
    await moveLead(people.agent, { leadId, to: "negotiation", via: "menu" })
    await change("qualified", { requirements: { fields: ["emirate"] } })
    const [lead] = await database.db.select().from(leads).where(eq(leads.id, leadId))
    expect(lead?.stageId).toBe("negotiation")
    await change("qualified", { requirements: {} })
  })
})

test("the preview counts exactly the leads that the guard would stop", async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, newLead))
  for (const [at, leadId] of ids.entries()) {
    await moveLead(people.agent, { leadId, to: at % 2 ? "qualified" : "proposal", via: "menu" })
    if (at % 3 === 0) await editLead(people.agent, { leadId, fields: { vehicle_class: "SUV", pickup_date: at % 6 ? " x " : "" } })
    if (at % 4 === 0) await tickItem(people.agent, { leadId, itemId: "licence", done: true })
  }
  const drafts = fc.record({
    fields: fc.subarray(["vehicle_class", "pickup_date"] as const),
    contactAttempts: fc.integer({ min: 0, max: 1 }),
    licence: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(drafts, async ({ fields, contactAttempts, licence }) => {
      const stage = await stageNow("qualified")
      const checklist = stage.checklist.map((item) => ({ ...item, required: item.id === "licence" && licence }))
      const definition = { ...definitionOf(stage), requirements: { fields: [...fields], contactAttempts }, checklist }
      const seen = await previewStage(people.admin, { id: "qualified", definition })
      const rows = (await database.db.select().from(leads)).filter(({ stageId }) =>
        ["qualified", "proposal", "negotiation"].includes(stageId),
      )
      const facts = await readFacts(database.db, rows, new Date())
      const gate = gateOf([{ ...stage, ...definition }], "qualified")
      const stopped = rows.filter(({ id }) => {
        const known = facts.get(id)
        return known && missingFor(gate, { ...known, reason: null }).length > 0
      })
      expect(seen).toMatchObject({ open: rows.length, lacking: stopped.length, newlyLacking: stopped.length })
      expect(seen.examples).toHaveLength(Math.min(5, stopped.length))
    }),
    { numRuns: 25 },
  )
})

describe("the checklist of a lead", () => {
  test("keeps the first tick, by whom and when, and can remove it", async () => {
    const leadId = await newLead()
    await tickItem(people.agent, { leadId, itemId: "licence", done: true })
    await tickItem(people.manager, { leadId, itemId: "licence", done: true })
    const ticks = await database.db.select().from(leadChecklist).where(eq(leadChecklist.leadId, leadId))
    expect(ticks).toEqual([expect.objectContaining({ doneBy: people.agent.actor.kind === "user" ? people.agent.actor.id : "" })])
    await tickItem(people.agent, { leadId, itemId: "licence", done: false })
    expect(await database.db.select().from(leadChecklist).where(eq(leadChecklist.leadId, leadId))).toEqual([])
  })

  test("starts empty in a new run", async () => {
    const items = (await stageNow("qualified")).checklist
    await change("qualified", { checklist: items.map((item) => ({ ...item, required: item.id === "licence" })) })
    const leadId = await newLead()
    expect(await moveLead(people.agent, { leadId, to: "qualified", via: "board" })).toMatchObject({
      ok: false,
      fields: ["checklist:licence"],
    })
    expect(await moveLead(people.agent, { leadId, to: "qualified", checklist: ["licence"], via: "board" })).toMatchObject({ ok: true })
    await moveLead(people.agent, { leadId, to: "lost", reason: "price", note: "200 less at the airport", via: "menu" })
    await moveLead(people.agent, { leadId, to: "new_lead", via: "menu" })
    const [lead] = await database.db.select().from(leads).where(eq(leads.id, leadId))
    expect(lead).toMatchObject({ run: 2, lostReason: null, lostNote: null })
    expect(await moveLead(people.agent, { leadId, to: "qualified", via: "board" })).toMatchObject({
      ok: false,
      fields: ["checklist:licence"],
    })
    await tickItem(people.agent, { leadId, itemId: "licence", done: true })
    expect(await moveLead(people.agent, { leadId, to: "qualified", via: "board" })).toMatchObject({ ok: true })
    await change("qualified", { checklist: items })
  })

  test("a refused move ticks nothing", async () => {
    const leadId = await newLead()
    expect(await moveLead(people.agent, { leadId, to: "booked", checklist: ["licence"], via: "board" })).toMatchObject({ ok: false })
    expect(await database.db.select().from(leadChecklist).where(eq(leadChecklist.leadId, leadId))).toEqual([])
    await expect(moveLead(people.agent, { leadId, to: "contacted", checklist: ["nonsense"], via: "api" })).rejects.toMatchObject({
      code: "invalid",
    })
  })
})

describe("lost reasons", () => {
  const lose = async (reason: string) => {
    const leadId = await newLead()
    await moveLead(people.agent, { leadId, to: "lost", reason, via: "api" })
    const [lead] = await database.db.select().from(leads).where(eq(leads.id, leadId))
    return { leadId, reason: lead?.lostReason, note: lead?.lostNote }
  }

  test("are counted by the list, ignoring case; other text is kept as the note", async () => {
    expect(await lose("PRICE")).toMatchObject({ reason: "Price", note: null })
    expect(await lose("no_car")).toMatchObject({ reason: "No car available", note: null })
    expect(await lose("moved to Oman")).toMatchObject({ reason: "Other", note: "moved to Oman" })
  })

  test("follow a rename, also when two swap their names, and what follows from a changed lead follows", async () => {
    const [cheap, plans] = [await lose("Price"), await lose("Plans changed")]
    const renamed = (await readLostReasons(database.db)).map((one) => ({
      ...one,
      label: one.id === "price" ? "Plans changed" : one.id === "plans" ? "Price" : one.label,
    }))
    const told: ChangedLead[] = []
    const admin = {
      ...people.admin,
      react: async (_ctx: unknown, _tx: unknown, changes: readonly ChangedLead[]) => void told.push(...changes),
    }
    await saveLostReasons(admin, { reasons: renamed })
    expect(told.map(({ leadId }) => leadId).sort()).toEqual(expect.arrayContaining([cheap.leadId, plans.leadId].sort()))
    const reasonOf = async (id: string) => (await database.db.select().from(leads).where(eq(leads.id, id)))[0]?.lostReason
    expect([await reasonOf(cheap.leadId), await reasonOf(plans.leadId)]).toEqual(["Plans changed", "Price"])
  })

  test("are disabled when in use, deleted when not, and Other always stays", async () => {
    const { leadId } = await lose("Spam")
    const kept = (await readLostReasons(database.db)).filter(({ id }) => !["spam", "wrong_number", "other"].includes(id))
    await saveLostReasons(people.admin, { reasons: [...kept, { label: "Under age", active: true }] })
    const after = await readLostReasons(database.db)
    expect(after).toContainEqual({ id: "spam", label: "Spam", active: false })
    expect(after).toContainEqual({ id: "other", label: "Other", active: true })
    expect(after.map(({ id }) => id)).not.toContain("wrong_number")
    expect(await lose("under age")).toMatchObject({ reason: "Under age" })
    expect(await lose("Spam")).toMatchObject({ reason: "Other", note: "Spam" })
    const [move] = await database.db.select().from(stageHistory).where(eq(stageHistory.leadId, leadId)).orderBy(stageHistory.at).offset(1)
    expect(move).toMatchObject({ toStageId: "lost", reason: "Spam" })
    await expect(saveLostReasons(people.manager, { reasons: kept })).rejects.toMatchObject({ code: "forbidden" })
    await expect(saveLostReasons(people.admin, { reasons: [...kept, { label: "PRICE", active: true }] })).rejects.toMatchObject({
      code: "invalid",
    })
  })
})
