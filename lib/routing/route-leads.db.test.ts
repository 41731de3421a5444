import { count, eq, inArray, isNull, sql } from "drizzle-orm"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { absences, auditLog, leads, ownerHistory, routingReceipts, slaBreaches, touchpoints, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import { WORKING_TIME } from "@/lib/platform/settings/working-time-setting"
import { newId } from "@/lib/platform/ids"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { phone } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { routeLeads } from "./route-leads"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { writeSetting } from "@/lib/platform/settings/setting"
import { checkSla } from "./check-sla"
import { drainOverflow } from "./drain-overflow"
import { addAgent, arrives, arriveTogether, blanks, ownerOf, putRules, putTargets, receiptsOf } from "./sample-team"

const NOON = new Date("2026-03-02T08:00:00Z")
const later = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000)

let database: TestDatabase
let ctx: Ctx
beforeEach(async () => {
  database = await testDatabase()
  ctx = testCtx(database.db, { kind: "system", name: "worker" }, NOON)
})
afterEach(() => database.drop())

const at = (minutes: number, actor = ctx.actor): Ctx => testCtx(database.db, actor, later(minutes))
async function person(id: string): Promise<Ctx["actor"]> {
  const [user] = await database.db.select().from(users).where(eq(users.id, id))
  return { kind: "user", id, name: user?.name ?? "", role: user?.role ?? "agent" }
}
async function becomesHigh(leadId: string, on: Ctx = ctx) {
  await database.db.update(leads).set({ band: "high", score: 80 }).where(eq(leads.id, leadId))
  await database.db.transaction((tx) => routeLeads(on, tx, [{ leadId, causes: ["scored"] }]))
}
const leaveFor = async (userId: string, days: number, deputyId: string | null = null) =>
  await database.db.insert(absences).values({ id: newId(), userId, fromAt: later(-60), toAt: later(days * 1440), deputyId })

describe("a new lead", () => {
  test("has its owner, history, receipt and audit as soon as it exists", async () => {
    const sara = await addAgent(database.db, "Sara")
    const leadId = await arrives(ctx)
    expect(await ownerOf(database.db, leadId)).toBe(sara)
    const [receipt] = await receiptsOf(database.db, leadId)
    expect(receipt).toMatchObject({ ownerId: sara, outcome: "assigned", cause: "new", rule: "everybody", version: 0 })
    expect(receipt?.reason).toContain("Sara is in turn")
    expect(receipt?.steps.map(({ matched }) => matched)).toEqual([false, false, false, true])
    expect(await database.db.select().from(ownerHistory)).toMatchObject([{ leadId, fromUserId: null, toUserId: sara, byUserId: null }])
    expect(await database.db.select().from(auditLog).where(eq(auditLog.action, "lead.routed"))).toHaveLength(1)
  })

  test("goes to an agent who speaks its language, read from what the person wrote", async () => {
    await addAgent(database.db, "Sara")
    const omar = await addAgent(database.db, "Omar", { languages: ["en", "ar"] })
    for (let n = 0; n < 3; n += 1) expect(await ownerOf(database.db, await arrives(ctx, { text: "السلام عليكم، أريد سيارة" }))).toBe(omar)
  })

  test("of a batch is dealt out in turns, and never beyond a cap", async () => {
    const [a, b, c] = [
      await addAgent(database.db, "A"),
      await addAgent(database.db, "B", { openMax: 5 }),
      await addAgent(database.db, "C", { newPerDayMax: 3 }),
    ]
    const ids = await arriveTogether(ctx, blanks(20))
    const rows = await database.db
      .select({ owner: leads.ownerId, n: count() })
      .from(leads)
      .where(inArray(leads.id, ids))
      .groupBy(leads.ownerId)
    expect(Object.fromEntries(rows.map(({ owner, n }) => [owner, n]))).toEqual({ [a]: 12, [b]: 5, [c]: 3 })
  })

  test("that no one can take waits with its reason, and is given out within a minute of an agent being free", async () => {
    const sara = await addAgent(database.db, "Sara", { openMax: 1 })
    const [first = "", second = ""] = await arriveTogether(ctx, [{}, {}])
    expect([await ownerOf(database.db, first), await ownerOf(database.db, second)]).toEqual([sara, null])
    expect(await receiptsOf(database.db, second)).toMatchObject([
      { outcome: "waiting", reason: "Everybody who could take it is full or away." },
    ])
    expect(await drainOverflow(at(1))).toEqual({ assigned: 0 })
    expect(await receiptsOf(database.db, second)).toHaveLength(1)
    await moveLead(at(2, { kind: "user", id: sara, name: "Sara", role: "agent" }), {
      leadId: first,
      to: "lost",
      reason: "Price",
      via: "board",
    })
    expect(await drainOverflow(at(3))).toEqual({ assigned: 1 })
    expect(await ownerOf(database.db, second)).toBe(sara)
    expect((await receiptsOf(database.db, second)).map(({ outcome, cause }) => [outcome, cause])).toEqual([
      ["waiting", "new"],
      ["assigned", "retry"],
    ])
  })

  test("waits where there is no team at all, and no lead is ever without an owner or a reason", async () => {
    await arriveTogether(ctx, [{}, {}])
    const { rows } = await database.db.execute(
      sql`select 1 from leads l where owner_id is null and not exists (select 1 from routing_receipts r where r.lead_id = l.id)`,
    )
    expect(rows).toEqual([])
  })

  test("is not given to anybody who is out of office", async () => {
    const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
    await leaveFor(a, 3)
    const ids = await arriveTogether(ctx, blanks(4))
    for (const id of ids) expect(await ownerOf(database.db, id)).toBe(b)
    expect((await receiptsOf(database.db, ids[0] ?? ""))[0]?.steps.at(-1)?.skipped).toMatchObject([{ name: "A", why: "away" }])
  })

  test("that an agent adds by hand stays with them; one that a manager adds goes to the team", async () => {
    const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
    const boss = await addAgent(database.db, "Boss", { role: "manager" })
    const byHand = (enteredById: string) => arrives(ctx, { channel: "walk_in", kind: "walk_in", details: { enteredBy: "x", enteredById } })
    expect([await ownerOf(database.db, await byHand(b)), await ownerOf(database.db, await byHand(b))]).toEqual([b, b])
    expect(await ownerOf(database.db, await byHand(boss))).toBe(a)
  })

  test("off the board has no owner and no receipt", async () => {
    await addAgent(database.db, "Sara")
    const leadId = await arrives(ctx, { identities: [], fields: [], whenUnknown: "unidentified" })
    expect(await ownerOf(database.db, leadId)).toBeNull()
    expect(await receiptsOf(database.db, leadId)).toEqual([])
  })
})

describe("many workers at once", () => {
  test("never exceed a cap, never assign one lead twice, and stay fair", async () => {
    const team = [await addAgent(database.db, "A", { openMax: 15 }), await addAgent(database.db, "B"), await addAgent(database.db, "C")]
    await Promise.all(Array.from({ length: 10 }, () => arriveTogether(ctx, blanks(9))))
    const rows = await database.db.select({ owner: leads.ownerId, n: count() }).from(leads).groupBy(leads.ownerId)
    const shares = Object.fromEntries(rows.map(({ owner, n }) => [owner, n]))
    expect(shares[team[0] ?? ""]).toBe(15)
    expect(Math.abs((shares[team[1] ?? ""] ?? 0) - (shares[team[2] ?? ""] ?? 0))).toBeLessThanOrEqual(1)
    expect(await database.db.$count(ownerHistory)).toBe(90)
  })

  test("drain the overflow once", async () => {
    const ids = await arriveTogether(ctx, blanks(30))
    await addAgent(database.db, "A")
    const results = await Promise.all([1, 2, 3].map(() => drainOverflow(at(1))))
    expect(results.reduce((sum, { assigned }) => sum + assigned, 0)).toBe(30)
    expect(await database.db.$count(ownerHistory)).toBe(ids.length)
  })
})

describe("a lead that comes back", () => {
  const comesBack = (number: string, minutes: number) => arrives(at(minutes), { identities: [phone(number)], text: "hello again" })
  const lost = async (leadId: string, owner: string) =>
    moveLead(at(5, await person(owner)), { leadId, to: "lost", reason: "Price", via: "board" })

  test("stays with its agent, goes to the deputy while the agent is away, and to another agent once they left", async () => {
    const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
    const leadId = await arrives(ctx, { identities: [phone("+971501112233")] })
    expect(await ownerOf(database.db, leadId)).toBe(a)
    await lost(leadId, a)
    await comesBack("+971501112233", 10)
    expect(await ownerOf(database.db, leadId)).toBe(a)
    expect((await receiptsOf(database.db, leadId)).at(-1)).toMatchObject({ outcome: "kept", rule: "returning", run: 2 })

    const other = await arrives(ctx, { identities: [phone("+971501112244")] })
    expect(await ownerOf(database.db, other)).toBe(b)
    await lost(other, b)
    await leaveFor(b, 2, a)
    await comesBack("+971501112244", 12)
    expect(await ownerOf(database.db, other)).toBe(a)
    expect((await receiptsOf(database.db, other)).at(-1)?.reason).toContain("stands in")

    await lost(leadId, a)
    await database.db.update(users).set({ active: false }).where(eq(users.id, a))
    await database.db.delete(absences)
    await comesBack("+971501112233", 20)
    expect(await ownerOf(database.db, leadId)).toBe(b)
  })

  test("by an anonymous form keeps its agent, also while the agent is away", async () => {
    const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
    const leadId = await arrives(ctx, { identities: [phone("+971501112255")] })
    expect(await ownerOf(database.db, leadId)).toBe(a)
    await lost(leadId, a)
    await leaveFor(a, 2, b)
    await arriveTogether(at(10), [{ identities: [phone("+971501112255")], text: "not them" }], "public")
    expect(await ownerOf(database.db, leadId)).toBe(a)
    expect(await database.db.select({ run: leads.run, stage: leads.stageId }).from(leads).where(eq(leads.id, leadId))).toEqual([
      { run: 2, stage: "new_lead" },
    ])
  })
})

describe("a lead that becomes high priority", () => {
  test("moves from a junior to a senior while it is untouched, with its history", async () => {
    const junior = await addAgent(database.db, "Junior")
    const leadId = await arrives(ctx)
    const senior = await addAgent(database.db, "Senior", { role: "senior_agent" })
    expect(await ownerOf(database.db, leadId)).toBe(junior)
    await becomesHigh(leadId)
    expect(await ownerOf(database.db, leadId)).toBe(senior)
    expect((await receiptsOf(database.db, leadId)).at(-1)).toMatchObject({ outcome: "moved", cause: "high", ownerId: senior })
  })

  test("stays, and is reported once, when a person gave it out, when it is worked on, or when no senior is free", async () => {
    const junior = await addAgent(database.db, "Junior")
    const leadId = await arrives(ctx)
    await becomesHigh(leadId)
    await becomesHigh(leadId)
    expect((await receiptsOf(database.db, leadId)).map(({ outcome }) => outcome)).toEqual(["assigned", "noticed"])
    const manager = await addAgent(database.db, "Boss", { role: "manager" })
    const byHand = await arrives(at(1))
    await assignLead(at(1, await person(manager)), { leadId: byHand, ownerId: null })
    await assignLead(at(2, await person(manager)), { leadId: byHand, ownerId: junior })
    const worked = await arrives(at(2))
    await moveLead(at(3, await person(junior)), { leadId: worked, to: "contacted", via: "board" })
    await addAgent(database.db, "Senior", { role: "senior_agent" })
    for (const id of [byHand, worked]) {
      await becomesHigh(id, at(4))
      expect(await ownerOf(database.db, id)).toBe(junior)
      expect((await receiptsOf(database.db, id)).at(-1)).toMatchObject({ outcome: "noticed", ownerId: junior })
    }
  })

  test("by a rental that ended, not by a word of theirs, moves as well", async () => {
    const junior = await addAgent(database.db, "Junior")
    const person = { identities: [phone("+971501112233")] }
    const leadId = await arrives(ctx, { ...person, fields: [{ field: "vehicle", value: "Nissan Patrol", trust: "stated" }] })
    await arrives(ctx, { ...person, channel: "botspace", kind: "message", text: "hello" })
    const senior = await addAgent(database.db, "Senior", { role: "senior_agent" })
    expect(await ownerOf(database.db, leadId)).toBe(junior)
    const booking = {
      externalId: "BK-1",
      status: "completed" as const,
      amountMinor: 1,
      currency: "AED",
      vehicle: null,
      startsAt: null,
      endsAt: null,
    }
    const system = { author: { role: "system" as const, name: null }, whenUnknown: "customer" as const }
    await arrives(at(1), { ...person, ...system, channel: "erp", kind: "rental_completed", fields: [], booking })
    const [lead] = await database.db.select().from(leads).where(eq(leads.id, leadId))
    expect(lead).toMatchObject({ band: "high", ownerId: senior })
  })

  test("is left alone when the rules say so", async () => {
    const junior = await addAgent(database.db, "Junior")
    await putRules(database.db, 1, { whenHigh: "off" })
    const leadId = await arrives(ctx)
    await addAgent(database.db, "Senior", { role: "senior_agent" })
    await becomesHigh(leadId)
    expect(await ownerOf(database.db, leadId)).toBe(junior)
    expect(await receiptsOf(database.db, leadId)).toHaveLength(1)
  })
})

describe("a lead that a person unassigned", () => {
  test("is not given out again by a rule, and says why", async () => {
    const sara = await addAgent(database.db, "Sara", { role: "senior_agent" })
    const leadId = await arrives(ctx)
    await assignLead(at(1, await person(sara)), { leadId, ownerId: null })
    expect((await receiptsOf(database.db, leadId)).at(-1)).toMatchObject({ outcome: "held" })
    expect(await drainOverflow(at(2))).toEqual({ assigned: 0 })
    await changeLeads(at(3), async ({ changes }) => changes.add({ leadId, cause: "events", personSpokeAt: later(3) }))
    expect(await ownerOf(database.db, leadId)).toBeNull()
  })
})

describe("response targets", () => {
  const TARGETS = { assignment: 5, first_touch: 30, first_reply: 60 }
  const breaches = () => database.db.select().from(slaBreaches).orderBy(slaBreaches.at, slaBreaches.kind, slaBreaches.leadId)
  const born = async (leadId: string) => await database.db.update(leads).set({ createdAt: NOON }).where(eq(leads.id, leadId))
  const answered = async (leadId: string, minutes: number, given: Partial<typeof touchpoints.$inferInsert> = {}) =>
    await database.db.insert(touchpoints).values({
      id: newId(),
      leadId,
      channel: "botspace",
      eventKey: newId(),
      kind: "message",
      direction: "outbound",
      occurredAt: later(minutes),
      authorRole: "agent",
      details: {},
      attachments: [],
      claims: [],
      ...given,
    })

  const asks = (leadId: string, minutes: number) =>
    answered(leadId, minutes, { direction: "inbound", authorRole: "person", createdAt: later(minutes) })

  test("a breach is recorded once, when it was due, with the owner; a target that was met is none", async () => {
    const manager = await addAgent(database.db, "Boss", { role: "manager" })
    const sara = await addAgent(database.db, "Sara", { openMax: 2 })
    await putTargets(database.db, TARGETS, { escalateTo: manager })
    const [slow = "", quick = "", unowned = ""] = await arriveTogether(ctx, [{ kind: "message", text: "hi" }, {}, {}])
    for (const id of [slow, quick, unowned]) await born(id)
    await answered(quick, 10)
    expect(await checkSla(at(4))).toEqual({ breaches: 0 })
    await Promise.all([checkSla(at(6)), checkSla(at(6))])
    await checkSla(at(31))
    await answered(slow, 35)
    await asks(slow, 36)
    await Promise.all([checkSla(at(97)), checkSla(at(97))])
    expect(
      (await breaches()).map(({ leadId, kind, ownerId, dueAt, escalatedTo }) => ({ leadId, kind, ownerId, dueAt, escalatedTo })),
    ).toEqual([
      { leadId: unowned, kind: "assignment", ownerId: null, dueAt: later(5), escalatedTo: manager },
      ...[slow, unowned].toSorted().map((leadId) => ({
        leadId,
        kind: "first_touch",
        ownerId: leadId === slow ? sara : null,
        dueAt: later(30),
        escalatedTo: manager,
      })),
      { leadId: slow, kind: "first_reply", ownerId: sara, dueAt: later(96), escalatedTo: manager },
    ])
  })

  test("a lead whose owner let it wait goes to another agent when the rules say so, once", async () => {
    const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
    const all = { high: 30, normal: 30, nurture: 30 }
    await putTargets(database.db, TARGETS, { first_touch: { minutes: all, whenMissed: "reassign" } })
    const leadId = await arrives(ctx)
    await born(leadId)
    await Promise.all([checkSla(at(40)), checkSla(at(40))])
    expect(await ownerOf(database.db, leadId)).toBe(b)
    expect((await receiptsOf(database.db, leadId)).at(-1)).toMatchObject({ outcome: "moved", cause: "sla" })
    expect(await breaches()).toMatchObject([{ kind: "first_touch", ownerId: a, escalatedTo: b }])
    await checkSla(at(90))
    expect(await ownerOf(database.db, leadId)).toBe(b)
    expect(await database.db.$count(routingReceipts)).toBe(2)
  })

  test("is not kept by a bot, a sequence or a receipt of delivery, and is kept by a call that was answered", async () => {
    await addAgent(database.db, "A")
    await putTargets(database.db, TARGETS)
    const [automatic = "", called = ""] = await arriveTogether(ctx, [
      { kind: "message", text: "hi" },
      { channel: "ziwo", kind: "call_answered" },
    ])
    for (const id of [automatic, called]) await born(id)
    await answered(automatic, 1, { authorRole: "bot" })
    await answered(automatic, 2, { details: { automated: true } })
    await answered(automatic, 3, { kind: "delivery_update" })
    await checkSla(at(31))
    expect((await breaches()).map(({ leadId, kind }) => [leadId, kind])).toEqual([[automatic, "first_touch"]])
    await answered(automatic, 40)
    await checkSla(at(61))
    expect(await breaches()).toHaveLength(1)
  })

  test("that was made on the eve of a long holiday runs out after it", async () => {
    await addAgent(database.db, "A")
    await putTargets(database.db, TARGETS)
    const holidays = Array.from({ length: 9 }, (_, n) => ({
      day: new Date(Date.UTC(2026, 2, 3 + n)).toISOString().slice(0, 10),
      name: "Eid",
    }))
    await writeSetting(ctx, WORKING_TIME, WorkingTime.parse({ holidays }))
    const eve = testCtx(database.db, ctx.actor, new Date("2026-03-02T14:50:00Z"))
    const leadId = await arrives(eve)
    await database.db.update(leads).set({ createdAt: eve.now() }).where(eq(leads.id, leadId))
    const after = (utc: string) => testCtx(database.db, ctx.actor, new Date(utc))
    expect(await checkSla(after("2026-03-12T05:19:00Z"))).toEqual({ breaches: 0 })
    expect(await checkSla(after("2026-03-12T05:21:00Z"))).toEqual({ breaches: 1 })
  })

  test("the night does not count", async () => {
    await addAgent(database.db, "A")
    await putTargets(database.db, TARGETS)
    const night = testCtx(database.db, ctx.actor, new Date("2026-03-02T19:00:00Z"))
    const leadId = await arrives(night)
    await database.db.update(leads).set({ createdAt: night.now() }).where(eq(leads.id, leadId))
    const morning = (utc: string) => testCtx(database.db, ctx.actor, new Date(utc))
    expect(await checkSla(morning("2026-03-03T05:20:00Z"))).toEqual({ breaches: 0 })
    expect(await checkSla(morning("2026-03-03T05:31:00Z"))).toEqual({ breaches: 1 })
  })
})

test("no open lead stays with a colleague who is gone, whichever way they went", async () => {
  const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
  await arriveTogether(ctx, blanks(4))
  await database.db.update(users).set({ active: false }).where(eq(users.id, a))
  expect(await drainOverflow(at(1))).toEqual({ assigned: 2 })
  expect(await database.db.$count(leads, eq(leads.ownerId, b))).toBe(4)
  expect(await database.db.$count(leads, isNull(leads.ownerId))).toBe(0)
})
