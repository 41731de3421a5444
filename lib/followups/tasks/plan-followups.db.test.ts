import { and, asc, eq, inArray } from "drizzle-orm"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { leads, tasks, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { withoutRules } from "@/lib/routing/without-rules"
import type { Ctx } from "@/lib/platform/context"
import type { LeadEvent } from "@/lib/core/lead-event"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import { isWorking } from "@/lib/core/working-time/working-time"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { newId } from "@/lib/platform/ids"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { ingestInto, ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { planFollowups } from "./plan-followups"
import { mergeChanges } from "@/lib/platform/lead-change"
import { changeLeads } from "@/lib/platform/change/change-leads"

let database: TestDatabase
const people = { first: newId(), second: newId() }
beforeAll(async () => {
  database = await testDatabase()
  await withoutRules(database.db)
  await database.db
    .insert(users)
    .values(Object.entries(people).map(([name, id]) => ({ id, email: `${name}@example.com`, name, role: "agent" as const })))
})
afterAll(() => database.drop())

const MONDAY = "2026-03-02T08:00:00Z"
const at = (hours: number) => new Date(Date.parse(MONDAY) + hours * 3_600_000)
const ctxAt = (now: Date): Ctx => testCtx(database.db, { kind: "system", name: "test" }, now)

const ingest = async (events: LeadEvent[], now: Date): Promise<string[]> =>
  await changeLeads(ctxAt(now), async (unit) => {
    const result = await ingestInto(
      unit,
      events.map((event) => ({ event, receiptId: newId() })),
    )
    return result.ingested.map((one) => (one.outcome === "ingested" ? one.leadId : ""))
  })

let serial = 0
const freshPhone = () => `+97150777${String(1000 + (serial += 1))}`
const form = (number: string, when = at(0)) =>
  sampleEvent({ identities: [phone(number)], fields: [named("Layla Haddad")], occurredAt: when })
const whatsapp = (
  number: string,
  when: Date,
  direction: "inbound" | "outbound",
  role: "person" | "agent" | "bot" = direction === "inbound" ? "person" : "agent",
) =>
  sampleEvent({
    channel: "botspace",
    kind: "message",
    direction,
    author: { role, name: null },
    identities: [phone(number)],
    occurredAt: when,
    text: "…",
    whenUnknown: "keep",
  })

async function newLead(when = at(0), now = when) {
  const number = freshPhone()
  const [leadId = ""] = await ingest([form(number, when)], now)
  return { leadId, number }
}
const all = (leadId: string) => database.db.select().from(tasks).where(eq(tasks.leadId, leadId)).orderBy(asc(tasks.dueAt), asc(tasks.id))
const open = async (leadId: string) => (await all(leadId)).filter(({ status }) => status === "open")
const names = async (leadId: string) => (await open(leadId)).map(({ title }) => title)
const SET = ["Follow up, day 1", "Follow up, day 3", "Follow up, day 7"]

describe("a lead that enters a stage", () => {
  test("has follow-ups on day 1, 3 and 7 of that stage, in working hours, and none of the previous stage", async () => {
    const { leadId } = await newLead()
    expect(await names(leadId)).toEqual(SET)
    await moveLead(ctxAt(at(2)), { leadId, to: "contacted", via: "board" })
    const rows = await all(leadId)
    expect(rows.filter(({ status }) => status === "cancelled").map(({ stageId, cancelledReason }) => [stageId, cancelledReason])).toEqual(
      Array.from({ length: 3 }, () => ["new_lead", "left_stage"]),
    )
    expect(await names(leadId)).toEqual(SET)
    const calendar = WorkingTime.parse({})
    expect((await open(leadId)).every(({ stageId, dueAt }) => stageId === "contacted" && isWorking(calendar, dueAt))).toBe(true)
  })

  test("has the days of its stage", async () => {
    await database.pool.query(`update stages set cadence = '{"days":[2]}' where id = 'proposal'`)
    const { leadId } = await newLead()
    await moveLead(ctxAt(at(1)), { leadId, to: "proposal", via: "board" })
    expect(await names(leadId)).toEqual(["Follow up, day 2"])
    await database.pool.query(`update stages set cadence = '{"days":[1,3,7]}' where id = 'proposal'`)
  })

  test("has nothing open once it is booked or lost", async () => {
    const { leadId } = await newLead()
    await moveLead(ctxAt(at(1)), { leadId, to: "lost", reason: "Price", via: "menu" })
    expect(await names(leadId)).toEqual([])
    expect((await all(leadId)).map(({ cancelledReason }) => cancelledReason)).toEqual(["lost", "lost", "lost"])
    const other = await newLead()
    await moveLead(ctxAt(at(1)), { leadId: other.leadId, to: "booked", bookingReference: "BK-7", via: "menu" })
    expect(await names(other.leadId)).toEqual([])
  })

  test("that comes back from lost starts again", async () => {
    const { leadId, number } = await newLead()
    await moveLead(ctxAt(at(1)), { leadId, to: "lost", reason: "Price", via: "menu" })
    await ingest([whatsapp(number, at(50), "inbound")], at(50))
    expect(await names(leadId)).toEqual(SET)
    expect((await open(leadId)).every(({ run }) => run === 2)).toBe(true)
  })
})

describe("a reply of the person", () => {
  test("cancels the follow-ups and creates one reply that is due now, however often they write", async () => {
    const { leadId, number } = await newLead()
    await ingest([whatsapp(number, at(1), "inbound")], at(1))
    await ingest([whatsapp(number, at(1.1), "inbound"), whatsapp(number, at(1.2), "inbound")], at(1.2))
    expect(await open(leadId)).toMatchObject([{ kind: "reply", title: "Reply", dueAt: at(1) }])
  })

  test("that we have already answered asks for nothing; a bot's answer does not count", async () => {
    const { leadId, number } = await newLead()
    await ingest([whatsapp(number, at(1), "inbound"), whatsapp(number, at(1.1), "outbound", "bot")], at(1.1))
    expect(await names(leadId)).toEqual(["Reply"])
    await ingest([whatsapp(number, at(2), "outbound")], at(2))
    expect(await names(leadId)).toEqual(SET)
    expect((await all(leadId)).find(({ kind }) => kind === "reply")).toMatchObject({ status: "done", outcome: "answered", doneAt: at(2) })
    const other = await newLead()
    await ingest([whatsapp(other.number, at(2), "outbound"), whatsapp(other.number, at(1), "inbound")], at(2))
    expect(await names(other.leadId)).toEqual(SET)
  })

  test("by a missed call asks for a call back", async () => {
    const { leadId, number } = await newLead()
    await ingest([sampleEvent({ channel: "ziwo", kind: "call_missed", identities: [phone(number)], occurredAt: at(1) })], at(1))
    expect(await names(leadId)).toEqual(["Call back"])
  })
})

describe("history that arrives late", () => {
  test("creates no tasks for days long past", async () => {
    const { leadId, number } = await newLead(at(0), at(24 * 40))
    await ingest([whatsapp(number, at(24 * 2), "inbound")], at(24 * 40))
    expect(await all(leadId)).toEqual([])
  })

  test("is ingested twice without a second task", async () => {
    const number = freshPhone()
    const events = [form(number), whatsapp(number, at(1), "inbound")]
    const [leadId = ""] = await ingest(events, at(1))
    const before = await all(leadId)
    await ingest(events, at(1))
    await changeLeads(ctxAt(at(1)), async ({ changes }) => changes.add({ leadId, cause: "events" }))
    expect(await all(leadId)).toEqual(before)
  })
})

describe("the assignee", () => {
  test("is the owner, and changes with the owner", async () => {
    const { leadId } = await newLead()
    await assignLead(ctxAt(at(1)), { leadId, ownerId: people.first })
    expect((await open(leadId)).map(({ assigneeId }) => assigneeId)).toEqual(Array(3).fill(people.first))
    await assignLead(ctxAt(at(2)), { leadId, ownerId: people.second })
    expect((await open(leadId)).map(({ assigneeId }) => assigneeId)).toEqual(Array(3).fill(people.second))
  })
})

describe("a merge", () => {
  test("leaves one set of follow-ups, moves a colleague's own task, and gives everything back when undone", async () => {
    const [a, b] = [await newLead(), await newLead()]
    await moveLead(ctxAt(at(2)), { leadId: b.leadId, to: "contacted", via: "board" })
    await database.db
      .insert(tasks)
      .values({ id: newId(), leadId: b.leadId, kind: "custom", title: "Send the price list", dueAt: at(30), createdBy: people.first })
    const { mergeId } = await mergeLeads(ctxAt(at(3)), { survivorId: a.leadId, mergedId: b.leadId })
    expect((await names(a.leadId)).toSorted()).toEqual([...SET, "Send the price list"])
    expect(await names(b.leadId)).toEqual([])
    await undoMerge(ctxAt(at(4)), { mergeId })
    expect(await names(a.leadId)).toEqual(SET)
    expect((await names(b.leadId)).toSorted()).toEqual([...SET, "Send the price list"])
  })

  test("of two leads that entered the same stage in the same instant does not conflict", async () => {
    const [a, b] = [await newLead(), await newLead()]
    await mergeLeads(ctxAt(at(3)), { survivorId: a.leadId, mergedId: b.leadId })
    expect(await names(a.leadId)).toEqual(SET)
  })
})

test("a batch of two hundred leads is planned in a fixed number of statements", async () => {
  const numbers = Array.from({ length: 200 }, freshPhone)
  let statements = 0
  const ids = await database.db.transaction(async (tx) => {
    const result = await ingestEvents(
      tx,
      numbers.map((number) => ({ event: form(number), receiptId: newId() })),
      at(0),
    )
    const counting = new Proxy(tx, {
      get: (target, key) => {
        if (key === "execute" || key === "select") statements += 1
        return Reflect.get(target, key)
      },
    })
    await planFollowups(ctxAt(at(0)), counting, mergeChanges(result.changes))
    return result.changedLeadIds
  })
  expect(statements).toBeLessThan(8)
  expect(await database.db.select({ id: tasks.id }).from(tasks).where(inArray(tasks.leadId, ids))).toHaveLength(600)
})

type Step = { do: "move"; to: "contacted" | "qualified" | "booked" | "lost" | "new_lead" } | { do: "person" } | { do: "agent" }
const steps = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom<Step>({ do: "person" }, { do: "agent" }),
      fc.constantFrom("contacted", "qualified", "booked", "lost", "new_lead").map((to): Step => ({ do: "move", to })),
    ),
    fc.integer({ min: 1, max: 40 }),
  ),
  { maxLength: 10 },
)

test("any order of moves, messages and answers leaves at most one set of follow-ups, and no open task on a closed lead", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const { leadId, number } = await newLead()
      let clock = 0
      for (const [step, after] of list) {
        clock += after
        const now = at(clock)
        if (step.do === "move") await moveLead(ctxAt(now), { leadId, to: step.to, reason: "Price", bookingReference: "BK", via: "api" })
        else await ingest([whatsapp(number, now, step.do === "person" ? "inbound" : "outbound")], now)
        const rows = await open(leadId)
        const followUps = rows.filter(({ kind }) => kind === "follow_up")
        expect(new Set(followUps.map(({ cadenceStep }) => cadenceStep)).size).toBe(followUps.length)
        expect(new Set(followUps.map(({ plannedFrom }) => plannedFrom?.getTime())).size).toBeLessThanOrEqual(1)
        const [lead] = await database.db
          .select()
          .from(leads)
          .where(and(eq(leads.id, leadId)))
        if (lead?.stageId === "booked" || lead?.stageId === "lost") expect(rows).toEqual([])
      }
    }),
    { numRuns: 30 },
  )
})
