import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import { orderQueue, reasonsOf, type QueueLead } from "./order"
import { sayDuration } from "@/lib/core/time"
import { sayReason } from "./say-reason"
import { ResponseTargets } from "@/lib/core/response/targets"

const NOW = new Date("2026-03-02T08:00:00Z")
const minutes = (n: number) => new Date(NOW.getTime() + n * 60_000)
const clock = { calendar: WorkingTime.parse({}), targets: ResponseTargets.parse({}), now: NOW }
const lead = (leadId: string, given: Partial<QueueLead> = {}): QueueLead => ({
  leadId,
  score: 50,
  band: "normal",
  isNew: false,
  arrivedAt: minutes(-60),
  wait: null,
  windowUntil: null,
  tasks: [],
  ...given,
})
const wait =
  (kind: "first_touch" | "first_reply") =>
  (at: number, isMissedCall = false) => ({
    kind,
    askedAt: minutes(at),
    knownAt: minutes(at),
    isMissedCall,
  })
const [first, reply] = [wait("first_touch"), wait("first_reply")]
const task = (at: Date, isEscalated = false) => ({ id: "task", title: "Follow up, day 3", at, isEscalated })
const order = (...leads: QueueLead[]) => orderQueue(leads, clock).map(({ lead: { leadId } }) => leadId)

describe("the queue", () => {
  test("puts a hot new lead whose target is close first, then closing windows, missed calls, waiting messages, due tasks", () => {
    const ordered = order(
      lead("task", { tasks: [task(minutes(-30))] }),
      lead("waits", { wait: reply(-40) }),
      lead("missed", { wait: reply(-40, true) }),
      lead("window", { windowUntil: minutes(8), wait: reply(-1432) }),
      lead("new", { wait: first(-4), band: "high", score: 80 }),
      lead("nothing"),
    )
    expect(ordered).toEqual(["new", "window", "missed", "waits", "task"])
  })

  test("gives a lead one row with its most urgent reason, followed by the others", () => {
    const [row] = orderQueue([lead("a", { windowUntil: minutes(42), wait: reply(-1398), tasks: [task(minutes(-5))] })], clock)
    expect(row?.reasons.map(({ kind }) => kind)).toEqual(["window", "unanswered", "task"])
  })

  test("between equals puts the higher score first", () => {
    expect(
      order(lead("cold", { score: 10, tasks: [task(minutes(-30))] }), lead("warm", { score: 70, tasks: [task(minutes(-30))] })),
    ).toEqual(["warm", "cold"])
  })

  test("puts a lead that can still be answered in time before one that is days late", () => {
    expect(order(lead("old", { wait: first(-4 * 1440) }), lead("fresh", { wait: first(-2) }))).toEqual(["fresh", "old"])
  })

  test("counts the first reply in working minutes: a lead of the night is not late at nine", () => {
    const atNine = { ...clock, now: new Date("2026-03-02T05:02:00Z") }
    const night = new Date("2026-03-01T20:00:00Z")
    const asked = { kind: "first_touch" as const, askedAt: night, knownAt: night, isMissedCall: false }
    expect(reasonsOf(lead("night", { wait: asked }), atNine)).toMatchObject([
      { kind: "first_response", isLate: false, at: new Date("2026-03-02T05:15:00Z") },
    ])
  })

  test("a target is met until its minute is over, for a missed call as for a message", () => {
    for (const wait of [first(-15), first(-15, true), reply(-30), reply(-30, true)]) {
      const lateAt = (ms: number) =>
        reasonsOf(lead("a", { wait }), { ...clock, now: new Date(NOW.getTime() + ms) }).map(({ isLate }) => isLate)
      expect(new Set(lateAt(0))).toEqual(new Set([false]))
      expect(new Set(lateAt(1))).toEqual(new Set([true]))
    }
  })

  test("shows a new lead of whom nobody waits for us behind those who wait, without a clock", () => {
    expect(reasonsOf(lead("walk-in", { isNew: true }), clock)).toMatchObject([{ kind: "new_lead", isLate: false }])
    expect(order(lead("walk-in", { isNew: true }), lead("waits", { wait: reply(-40) }))).toEqual(["waits", "walk-in"])
  })

  test("ignores a window that is far from closing, or closed", () => {
    expect(order(lead("far", { windowUntil: minutes(600) }), lead("closed", { windowUntil: minutes(-1) }))).toEqual([])
  })

  test("puts an escalated task before one that is as late and was not escalated", () => {
    expect(order(lead("plain", { tasks: [task(minutes(-60))] }), lead("escalated", { tasks: [task(minutes(-60), true)] }))).toEqual([
      "escalated",
      "plain",
    ])
  })
})

const instants = fc.integer({ min: -20_000, max: 20_000 }).map(minutes)
const leads = fc.array(
  fc.record({
    leadId: fc.uuid(),
    score: fc.integer({ min: 0, max: 100 }),
    band: fc.constantFrom("high", "normal", "nurture"),
    isNew: fc.boolean(),
    arrivedAt: instants,
    wait: fc.option(
      fc.record({
        kind: fc.constantFrom("first_touch", "first_reply"),
        askedAt: instants,
        knownAt: instants,
        isMissedCall: fc.boolean(),
      }),
    ),
    windowUntil: fc.option(instants),
    tasks: fc.array(fc.record({ id: fc.uuid(), title: fc.string(), at: instants, isEscalated: fc.boolean() }), { maxLength: 3 }),
  }) as fc.Arbitrary<QueueLead>,
  { maxLength: 12 },
)

describe("for any leads", () => {
  test("the order does not depend on the input order, and urgency stays within 0 and 100", () => {
    fc.assert(
      fc.property(leads, fc.integer({ min: 0, max: 11 }), (list, turn) => {
        const distinct = [...new Map(list.map((one) => [one.leadId, one])).values()]
        const turned = [...distinct.slice(turn), ...distinct.slice(0, turn)]
        const ordered = orderQueue(distinct, clock)
        expect(orderQueue(turned, clock).map(({ lead: { leadId } }) => leadId)).toEqual(ordered.map(({ lead: { leadId } }) => leadId))
        for (const { reasons } of ordered) for (const { urgency } of reasons) expect(urgency >= 0 && urgency <= 100).toBe(true)
      }),
    )
  })

  test("a higher score never moves the same lead further down", () => {
    fc.assert(
      fc.property(leads, (list) => {
        const [first, ...rest] = [...new Map(list.map((one) => [one.leadId, one])).values()]
        if (!first) return
        const placeOf = (score: number) =>
          orderQueue([{ ...first, score }, ...rest], clock).findIndex(({ lead: { leadId } }) => leadId === first.leadId)
        expect(placeOf(100)).toBeLessThanOrEqual(placeOf(0))
      }),
    )
  })

  test("the nearer a window is to closing, the more urgent it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 239 }), (left) => {
        const urgencyAt = (n: number) => reasonsOf(lead("a", { windowUntil: minutes(n) }), clock)[0]?.urgency ?? 0
        expect(urgencyAt(left)).toBeGreaterThan(urgencyAt(left + 1))
      }),
    )
  })
})

test("a reason is said in one line", () => {
  const say = (kind: Parameters<typeof sayReason>[0]["kind"], at: Date, isLate = false, title: string | null = null) =>
    sayReason({ kind, at: at.toISOString(), isLate, title }, NOW)
  expect(say("window", minutes(42))).toBe("WhatsApp window closes in 42 min")
  expect(say("missed_call", minutes(-25), true)).toBe("Missed call 25 min ago")
  expect(say("first_response", minutes(3))).toBe("New lead: reply due in 3 min")
  expect(say("first_response", minutes(-130), true)).toBe("New lead: reply 2 h 10 min overdue")
  expect(say("unanswered", minutes(-60))).toBe("Waiting 1 h for a reply")
  expect(say("task", minutes(-3000), true, "Follow up, day 3")).toBe("Follow up, day 3, 2 d overdue")
  expect(sayDuration(20_000)).toBe("less than a minute")
})
