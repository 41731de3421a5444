import { dayOf } from "@/lib/core/days"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import { isWorking } from "@/lib/core/working-time/working-time"
import { cadenceDueTimes } from "./plan"
import { planTasks, type LeadFacts, type TaskFacts } from "./plan"

const calendar = WorkingTime.parse({})
const T0 = new Date("2026-03-02T08:00:00Z")
const hours = (n: number) => new Date(T0.getTime() + n * 3_600_000)
const lead = (given: Partial<LeadFacts> = {}): LeadFacts => ({
  leadId: "lead",
  isActive: true,
  isOnBoard: true,
  outcome: "open",
  stageId: "new_lead",
  run: 1,
  enteredAt: T0,
  cadence: [1, 3, 7],
  personAt: T0,
  isMissedCall: false,
  answeredAt: null,
  agentAt: null,
  ...given,
})

let serial = 0
/** Applies a plan as the database does. */
function apply(facts: LeadFacts, tasks: readonly TaskFacts[], now: Date, isMerge = false): TaskFacts[] {
  const plan = planTasks(facts, tasks, { calendar, now, isMerge })
  const next = tasks.map((task): TaskFacts => {
    const replan = plan.replan.find(({ id }) => id === task.id)
    if (replan)
      return { ...task, status: "open", plannedFrom: replan.plannedFrom, dueAt: replan.dueAt, cancelledReason: null, doneAt: null }
    const done = plan.done.find(({ id }) => id === task.id)
    if (done) return { ...task, status: "done", doneAt: done.at }
    const cancel = plan.cancel.find(({ id }) => id === task.id)
    return cancel ? { ...task, status: "cancelled", cancelledReason: cancel.reason, doneAt: now } : task
  })
  const inserted = plan.insert.map(({ kind, step, plannedFrom, dueAt }): TaskFacts => ({
    id: `task-${(serial += 1)}`,
    kind,
    status: "open",
    stageId: facts.stageId,
    enteredAt: facts.enteredAt,
    step,
    plannedFrom,
    dueAt,
    doneAt: null,
    cancelledReason: null,
  }))
  return [...next, ...inserted]
}
const open = (tasks: readonly TaskFacts[]) =>
  tasks.filter(({ status }) => status === "open").map(({ kind, step }) => (kind === "reply" ? "reply" : step))

describe("the follow-ups of a stage", () => {
  test("are due on day 1, 3 and 7 in working hours", () => {
    const tasks = apply(lead(), [], T0)
    expect(open(tasks)).toEqual([1, 3, 7])
    expect(tasks.map(({ dueAt }) => dueAt.toISOString())).toEqual([
      "2026-03-03T08:00:00.000Z",
      "2026-03-05T08:00:00.000Z",
      "2026-03-09T08:00:00.000Z",
    ])
  })

  test("never fall on one day, however many days off lie between", () => {
    const eid = WorkingTime.parse({ holidays: [3, 4, 5, 6, 7].map((day) => ({ day: `2026-03-0${day}`, name: "Eid" })) })
    const dues = cadenceDueTimes(eid, T0, [7, 1, 3, 3])
    expect(dues.map(({ step }) => step)).toEqual([1, 3, 7])
    expect(new Set(dues.map(({ dueAt }) => dayOf(dueAt, eid.timeZone))).size).toBe(3)
    expect(dues.every(({ dueAt }) => isWorking(eid, dueAt))).toBe(true)
  })

  test("are not created for days long past", () => {
    expect(open(apply(lead(), [], hours(24 * 30)))).toEqual([])
    expect(open(apply(lead(), [], hours(24 * 5)))).toEqual([3, 7])
  })

  test("a contact on its day completes a follow-up", () => {
    const tasks = apply(lead({ agentAt: hours(24), answeredAt: hours(24) }), apply(lead(), [], T0), hours(24))
    expect(open(tasks)).toEqual([3, 7])
    expect(tasks[0]).toMatchObject({ status: "done" })
  })

  test("what a colleague cancelled stays cancelled", () => {
    const tasks = apply(lead(), [], T0).map((task) =>
      task.step === 3 ? { ...task, status: "cancelled" as const, cancelledReason: "person" } : task,
    )
    expect(open(apply(lead(), tasks, hours(1)))).toEqual([1, 7])
  })
})

describe("a reply of the person", () => {
  const replied = lead({ personAt: hours(2) })

  test("cancels the follow-ups and asks for one reply now", () => {
    const tasks = apply(replied, apply(lead(), [], T0), hours(2))
    expect(open(tasks)).toEqual(["reply"])
    expect(open(apply(lead({ personAt: hours(3) }), tasks, hours(3)))).toEqual(["reply"])
  })

  test("that we have already answered asks for nothing, and the follow-ups count from our answer", () => {
    const tasks = apply(lead({ personAt: hours(2), answeredAt: hours(3), agentAt: hours(3) }), apply(lead(), [], T0), hours(4))
    expect(open(tasks)).toEqual([1, 3, 7])
    expect(tasks.every(({ plannedFrom }) => plannedFrom?.getTime() === hours(3).getTime())).toBe(true)
  })

  test("in a long chat leaves no more rows than the set and one reply per exchange", () => {
    let tasks = apply(lead(), [], T0)
    for (let turn = 1; turn <= 20; turn += 1) {
      tasks = apply(lead({ personAt: hours(turn * 0.1) }), tasks, hours(turn * 0.1))
      tasks = apply(
        lead({ personAt: hours(turn * 0.1), answeredAt: hours(turn * 0.1 + 0.05), agentAt: hours(turn * 0.1 + 0.05) }),
        tasks,
        hours(turn * 0.1 + 0.05),
      )
    }
    expect(tasks.filter(({ kind }) => kind === "follow_up")).toHaveLength(3)
    expect(open(tasks)).toEqual([1, 3, 7])
  })

  test("closed by hand counts as answered: the follow-ups continue from there", () => {
    const tasks = apply(replied, apply(lead(), [], T0), hours(2)).map((task) =>
      task.kind === "reply" ? { ...task, status: "done" as const, doneAt: hours(3) } : task,
    )
    expect(open(apply(replied, tasks, hours(3)))).toEqual([1, 3, 7])
  })

  test("stays open when the card is moved without an answer", () => {
    const tasks = apply(replied, apply(lead(), [], T0), hours(2))
    expect(open(apply({ ...replied, stageId: "contacted", enteredAt: hours(5) }, tasks, hours(5)))).toEqual(["reply", 1, 3, 7])
  })
})

describe("two leads that become one", () => {
  test("have one set of follow-ups and one reply", () => {
    const replied = lead({ personAt: hours(2) })
    const both = [
      ...apply(lead(), [], T0),
      ...apply(lead({ enteredAt: hours(1) }), [], hours(1)),
      ...apply(replied, [], hours(2)),
      ...apply(replied, [], hours(2)),
    ]
    expect(open(apply(lead({ enteredAt: hours(1), personAt: T0 }), both, hours(3), true))).toEqual([1, 3, 7, "reply"])
    expect(open(apply(lead({ isActive: false }), both, hours(3), true))).toEqual([])
  })

  test("that are split again get back what the merge cancelled", () => {
    const before = apply(lead(), [], T0)
    const merged = apply(lead({ enteredAt: hours(1) }), before, hours(1), true)
    const own = merged.filter(({ id }) => before.some((task) => task.id === id))
    expect(open(own)).toEqual([])
    expect(open(apply(lead(), own, hours(2)))).toEqual([1, 3, 7])
  })
})

type Step =
  | { kind: "move"; to: string }
  | { kind: "person" }
  | { kind: "agent" }
  | { kind: "complete" }
  | { kind: "again" }
  | { kind: "custom" }
const steps = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom("new_lead", "contacted", "qualified", "booked", "lost").map((to): Step => ({ kind: "move", to })),
      fc.constantFrom<Step>({ kind: "person" }, { kind: "agent" }, { kind: "complete" }, { kind: "again" }, { kind: "custom" }),
    ),
    fc.integer({ min: 1, max: 60 }),
  ),
  { maxLength: 25 },
)
const outcomeOf = (stage: string) => (stage === "booked" ? "won" : stage === "lost" ? "lost" : "open")

test("any order of moves, replies and answers leaves at most one set of follow-ups and one reply, and nothing on a closed lead", () => {
  fc.assert(
    fc.property(steps, (list) => {
      let facts = lead()
      let tasks = apply(facts, [], T0)
      let clock = 0
      for (const [step, after] of list) {
        clock += after
        const now = hours(clock)
        if (step.kind === "move") facts = { ...facts, stageId: step.to, outcome: outcomeOf(step.to), enteredAt: now }
        if (step.kind === "person") facts = { ...facts, personAt: now, answeredAt: null }
        if (step.kind === "agent") facts = { ...facts, agentAt: now, answeredAt: facts.answeredAt ?? now }
        if (step.kind === "complete") {
          const first = tasks.find(({ status }) => status === "open")
          tasks = tasks.map((task) => (task === first ? { ...task, status: "done", doneAt: now } : task))
        }
        if (step.kind === "custom" && facts.outcome === "open")
          tasks = [
            ...tasks,
            {
              id: `task-${(serial += 1)}`,
              kind: "custom",
              status: "open",
              stageId: null,
              enteredAt: null,
              step: null,
              plannedFrom: null,
              dueAt: now,
              doneAt: null,
              cancelledReason: null,
            },
          ]
        tasks = apply(facts, tasks, now)
        const followUps = tasks.filter(({ kind, status }) => kind === "follow_up" && status === "open")
        expect(
          new Set(followUps.map(({ plannedFrom, stageId, enteredAt }) => `${plannedFrom?.getTime()}/${stageId}/${enteredAt?.getTime()}`))
            .size,
        ).toBeLessThanOrEqual(1)
        expect(new Set(followUps.map(({ step: day }) => day)).size).toBe(followUps.length)
        expect(tasks.filter(({ kind, status }) => kind === "reply" && status === "open").length).toBeLessThanOrEqual(1)
        if (facts.outcome !== "open") expect(open(tasks)).toEqual([])
        expect(planTasks(facts, tasks, { calendar, now }), "planning again changes nothing").toEqual({
          insert: [],
          replan: [],
          done: [],
          cancel: [],
        })
      }
    }),
    { numRuns: 300 },
  )
})
