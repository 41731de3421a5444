import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { leads, stages, tasks, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { withoutRules } from "@/lib/routing/without-rules"
import type { Ctx } from "@/lib/platform/context"
import type { Role } from "@/lib/core/lead-states"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import { WORKING_TIME } from "@/lib/platform/settings/working-time-setting"
import { newId } from "@/lib/platform/ids"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { assignLeads } from "@/lib/leads/edit/assign-leads"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { writeSetting } from "@/lib/platform/settings/setting"
import { activityOf } from "./activity"
import { COLUMN_PAGE, countColumns, listColumn, readBoard, readCards } from "./board"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { moveLeads } from "@/lib/pipeline/moves/move-leads"

let database: TestDatabase
const people = {} as Record<Role, Ctx & { id: string }>
const NOW = new Date("2026-06-10T10:00:00Z")
beforeAll(async () => {
  database = await testDatabase()
  await withoutRules(database.db)
  for (const role of ["agent", "senior_agent", "manager"] as const) {
    const id = newId()
    await database.db.insert(users).values({ id, email: `${role}@example.com`, name: `The ${role}`, role })
    people[role] = { ...testCtx(database.db, { kind: "user", id, name: role, role }, NOW), id }
  }
})
afterAll(() => database.drop())

let serial = 0
async function newLead(name: string, days = 0): Promise<string> {
  const at = new Date(NOW.getTime() - days * 86_400_000 + (serial += 1))
  const event = sampleEvent({ identities: [phone(`+97150222${String(1000 + serial)}`)], fields: [named(name)], at: at.toISOString() })
  const { ingested, changes } = await changeLeads(testCtx(database.db, undefined, at), (unit) =>
    ingestInto(unit, [{ event, receiptId: newId() }]),
  )
  expect(changes).toHaveLength(1)
  if (ingested[0]?.outcome !== "ingested") throw new Error("not ingested")
  return ingested[0].leadId
}
async function columnOf(stage: string, filter = {}) {
  const board = await readBoard(people.agent, filter)
  const column = board.columns.find(({ id }) => id === stage)
  const cell = board.lanes[0]?.cells.find(({ stageId }) => stageId === stage)
  return { column, cards: cell?.cards ?? [], cell }
}

describe("a column", () => {
  test("counts its leads and adds up their amounts, however the amount was written", async () => {
    const [a, b] = [await newLead("Amal Rahimi"), await newLead("Boris Petrov")]
    await editLead(people.agent, { leadId: a, fields: { amount: "AED 1,250" } })
    await editLead(people.agent, { leadId: b, fields: { amount: "900.50" } })
    for (const leadId of [a, b]) await moveLead(people.agent, { leadId, to: "proposal", via: "menu" })
    const { column, cards } = await columnOf("proposal")
    expect(column).toMatchObject({ total: 2, valueMinor: 215_050 })
    expect((await countColumns(people.agent, {})).proposal).toEqual({
      total: 2,
      valueMinor: 215_050,
      activity: { overdue: 0, today: 2, planned: 0, none: 0 },
    })
    expect(cards.find(({ id }) => id === a)).toMatchObject({
      amountMinor: 125_000,
      name: "Amal Rahimi",
      activity: "today",
      nextTask: { title: "Reply" },
    })
    await editLead(people.agent, { leadId: b, fields: { amount: "" } })
    expect((await columnOf("proposal")).column?.valueMinor).toBe(125_000)
  })

  test("marks leads that are too long in their stage, and those that lack something by today's rules", async () => {
    const [old, fresh] = [await newLead("Old One", 9), await newLead("Fresh One")]
    for (const [leadId, days] of [
      [old, 8],
      [fresh, 1],
    ] as const) {
      const at = new Date(NOW.getTime() - days * 86_400_000)
      await moveLead({ ...people.agent, now: () => at }, { leadId, to: "contacted", via: "menu" })
    }
    await database.db
      .update(stages)
      .set({ requirements: { fields: ["vehicle_class"] } })
      .where(eq(stages.id, "contacted"))
    const { cards } = await columnOf("contacted")
    expect(cards.find(({ id }) => id === old)).toMatchObject({ isStale: true, missing: ["vehicle_class"] })
    expect(cards.find(({ id }) => id === fresh)).toMatchObject({ isStale: false, missing: ["vehicle_class"] })
    expect((await columnOf("contacted", { stale: "1" })).cards.map(({ id }) => id)).toEqual([old])
    expect((await columnOf("contacted", { stale: "1" })).column?.total).toBe(1)
    await editLead(people.agent, { leadId: old, fields: { vehicle_class: "SUV" } })
    expect((await readCards(people.agent, { ids: [old], filter: {} }))[0]?.missing).toEqual([])
    await database.db.update(stages).set({ requirements: {} }).where(eq(stages.id, "contacted"))
  })
})

describe("filtering the board", () => {
  test("finds a person by any spelling of the name or the end of the number, and leaves the rest out", async () => {
    const id = await newLead("محمد الفارسي")
    for (const q of ["Mohammed", "محمد"]) {
      const { cards, column } = await columnOf("new_lead", { q })
      expect(cards.map((card) => card.id)).toContain(id)
      expect(column?.total).toBe(cards.length)
    }
    expect((await columnOf("new_lead", { q: "nobody at all" })).cards).toEqual([])
  })

  test("pages a column without skipping or repeating", async () => {
    const made = await Promise.all(Array.from({ length: COLUMN_PAGE + 7 }, (_, at) => newLead(`Paged ${at}`)))
    await moveLeads(people.manager, { leads: made.map((leadId) => ({ leadId })), to: "negotiation" })
    const { cell } = await columnOf("negotiation")
    expect([cell?.cards.length, cell?.total]).toEqual([COLUMN_PAGE, made.length])
    const rest = await listColumn(people.agent, { stageId: "negotiation", filter: {}, cursor: cell?.nextCursor ?? "" })
    expect(rest.nextCursor).toBeNull()
    expect(new Set([...(cell?.cards ?? []), ...rest.cards].map(({ id }) => id))).toEqual(new Set(made))
  })

  test("gives each owner a lane, unassigned leads first, and pages a cell of it", async () => {
    const mine = await Promise.all(Array.from({ length: 8 }, (_, at) => newLead(`Mine ${at}`)))
    for (const leadId of mine) await assignLead(people.manager, { leadId, ownerId: people.agent.id })
    const board = await readBoard(people.agent, { lanes: "owner" })
    expect(board.lanes.map(({ id }) => id)).toEqual(["none", people.agent.id])
    const cell = board.lanes[1]?.cells.find(({ stageId }) => stageId === "new_lead")
    expect(cell).toMatchObject({ total: 8, nextCursor: expect.any(String) })
    const filter = { lanes: "owner" as const, owner: people.agent.id }
    const more = await listColumn(people.agent, { stageId: "new_lead", filter, cursor: cell?.nextCursor ?? "" })
    expect(new Set([...(cell?.cards ?? []), ...more.cards].map(({ id }) => id))).toEqual(new Set(mine))
    const nobodys = board.lanes[0]?.cells.flatMap(({ cards }) => cards) ?? []
    expect(nobodys.every(({ owner }) => owner === null)).toBe(true)
  })
})

describe("many at once", () => {
  test("each lead passes its own gate, and one that is refused holds up no other", async () => {
    const [free, taken, raced] = [await newLead("Free"), await newLead("Taken"), await newLead("Raced")]
    await assignLead(people.manager, { leadId: taken, ownerId: people.senior_agent.id })
    await moveLead(people.manager, { leadId: raced, to: "qualified", via: "menu" })
    const results = await moveLeads(people.agent, {
      leads: [free, taken, raced].map((leadId) => ({ leadId, from: "new_lead" as const })),
      to: "contacted",
    })
    expect(results).toEqual([
      { leadId: free, outcome: { ok: true } },
      { leadId: taken, outcome: { ok: false, reason: "refused", message: expect.stringContaining("another agent") } },
      {
        leadId: raced,
        outcome: expect.objectContaining({ ok: false, reason: "moved_elsewhere", stageId: "qualified", by: "The manager" }),
      },
    ])
    const booked = await moveLeads(people.manager, { leads: [{ leadId: free }], to: "booked" })
    expect(booked).toEqual([{ leadId: free, outcome: { ok: false, reason: "gate", fields: ["booking"] } }])
  })

  test("an agent claims unassigned leads and learns which ones were refused", async () => {
    const [free, taken] = [await newLead("Free"), await newLead("Taken")]
    await assignLead(people.manager, { leadId: taken, ownerId: people.senior_agent.id })
    expect(await assignLeads(people.agent, { leadIds: [free, taken], ownerId: people.agent.id })).toEqual([
      { leadId: free, refused: null },
      { leadId: taken, refused: expect.any(String) },
    ])
    const [row] = await database.db.select().from(leads).where(eq(leads.id, free))
    expect(row?.ownerId).toBe(people.agent.id)
  })
})

describe("the next step", () => {
  test("is overdue before now, due today until the team's midnight, and planned after", async () => {
    const leadId = await newLead("Somebody")
    const stateAt = async (dueAt: string) => {
      await database.db.delete(tasks).where(eq(tasks.leadId, leadId))
      await database.db.insert(tasks).values({ id: newId(), leadId, kind: "call", title: "Call", dueAt: new Date(dueAt) })
      return (await activityOf({ db: database.db, now: () => NOW }, [leadId])).get(leadId)?.state
    }
    expect(await stateAt("2026-06-10T09:59:59Z")).toBe("overdue")
    expect(await stateAt("2026-06-10T19:59:59Z")).toBe("today")
    expect(await stateAt("2026-06-10T20:00:00Z")).toBe("planned")
    await writeSetting(testCtx(database.db), WORKING_TIME, WorkingTime.parse({ timeZone: "Europe/London" }))
    expect(await stateAt("2026-06-10T22:59:59Z")).toBe("today")
    expect(await stateAt("2026-06-10T23:00:00Z")).toBe("planned")
    await writeSetting(testCtx(database.db), WORKING_TIME, WorkingTime.parse({}))
    await database.db.delete(tasks).where(eq(tasks.leadId, leadId))
  })

  test("is read from the tasks, on the cards, in the bar of the column and in the filter", async () => {
    const [late, today, later] = [await newLead("Late"), await newLead("Today"), await newLead("Later")]
    const due = { [late]: "2026-06-10T08:00:00Z", [today]: "2026-06-10T15:00:00Z", [later]: "2026-06-13T08:00:00Z" }
    for (const [leadId, at] of Object.entries(due)) {
      await database.db.execute(
        sql`insert into tasks (id, lead_id, kind, title, due_at, status) values (${newId()}, ${leadId}, 'custom', 'Call back', ${at}, 'open')`,
      )
      await database.db.execute(
        sql`insert into tasks (id, lead_id, kind, title, due_at, status) values (${newId()}, ${leadId}, 'custom', 'Done', '2026-06-01', 'done')`,
      )
      await moveLead(people.manager, { leadId, to: "qualified", via: "menu" })
    }
    await database.db.execute(sql`update tasks set status = 'cancelled' where plan_key is not null`)
    const states = async () =>
      Object.fromEntries(
        (await readCards(people.agent, { ids: [late, today, later], filter: {} })).map(({ id, activity }) => [id, activity]),
      )
    expect(await states()).toEqual({ [late]: "overdue", [today]: "today", [later]: "planned" })
    const sums = (await countColumns(people.agent, {})).qualified
    expect(sums?.activity).toMatchObject({ overdue: 1, today: 1, planned: 1 })
    expect((await columnOf("qualified", { activity: "overdue" })).cards.map(({ id }) => id)).toEqual([late])
    expect((await columnOf("qualified", { activity: "none" })).cards.map(({ id }) => id)).not.toContain(later)
    expect((await columnOf("qualified", { activity: "overdue" })).cards[0]?.nextTask).toEqual({
      title: "Call back",
      kind: "custom",
      dueAt: "2026-06-10T08:00:00.000Z",
    })
  })
})
