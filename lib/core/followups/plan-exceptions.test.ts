import { expect, test } from "vitest"
import type { StageRules } from "@/lib/core/stages"
import { exceptionKey, planException, stillMissing, type ExceptionMove, type ExceptionTask } from "./plan-exceptions"

const move: ExceptionMove = { historyId: "h1", to: "proposal", exceptions: ["move", "amount", "contactAttempts", "checklist:licence"] }
const stages: StageRules[] = [
  {
    id: "proposal",
    position: 4,
    outcome: "open",
    requirements: { fields: ["amount"], contactAttempts: 2 },
    checklist: [{ id: "licence", label: "Licence seen", required: true }],
    moves: null,
  },
]
const facts = { fields: {}, contactAttempts: 0, checklist: new Set<string>(), hasBooking: false, reason: null }
const task = (given: Partial<ExceptionTask> = {}): ExceptionTask => ({
  id: "t1",
  planKey: exceptionKey("h1"),
  status: "open",
  cancelledReason: null,
  ...given,
})
const fresh = { isFresh: true }

test("a requirement that is met or no longer asked for is not missing; a forbidden move stays missing", () => {
  expect(stillMissing(move, stages, facts)).toEqual(["move", "amount", "contactAttempts", "checklist:licence"])
  const later = { ...facts, fields: { amount: "900" }, contactAttempts: 2, checklist: new Set(["licence"]) }
  expect(stillMissing(move, stages, later)).toEqual(["move"])
  const relaxed = stages.map((stage) => ({ ...stage, requirements: {}, checklist: [] }))
  expect(stillMissing({ ...move, exceptions: ["amount"] }, relaxed, facts)).toEqual([])
})

test("one task per move, none for old moves, and planning again changes nothing", () => {
  expect(planException(move, ["amount"], [], fresh).insert).toEqual({ planKey: "exception/h1", missing: ["amount"] })
  expect(planException(move, ["amount"], [], { isFresh: false }).insert).toBeNull()
  expect(planException(move, ["amount"], [task()], fresh)).toMatchObject({ insert: null, met: [], cancel: [] })
})

test("the task is met when nothing is missing, dropped when the lead leaves, and reopened when an undo brings the lead back", () => {
  expect(planException(move, [], [task()], fresh).met).toEqual(["t1"])
  expect(planException(null, [], [task()], fresh).cancel).toEqual([{ id: "t1", reason: "left_stage" }])
  const dropped = task({ status: "cancelled", cancelledReason: "merged" })
  expect(planException(move, ["amount"], [dropped], fresh).renew).toEqual([{ id: "t1", missing: ["amount"] }])
})

test("a task closed by a colleague stays closed", () => {
  for (const closed of [task({ status: "done" }), task({ status: "cancelled", cancelledReason: "person" })])
    expect(planException(move, ["amount"], [closed], fresh)).toEqual({ insert: null, renew: [], met: [], cancel: [] })
})
