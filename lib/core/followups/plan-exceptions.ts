import { missingFor, gateOf, type StageFacts, type StageRules } from "@/lib/core/stages"
import type { StageId } from "@/lib/core/lead-states"
import type { CancelReason, TaskStatus } from "./task-states"

/**
 * A connected system moves a lead without asking our gate. The move stands, and somebody is asked to bring what was
 * skipped: one task a move, which says what is missing now and closes by itself when nothing is. It ends when the lead
 * leaves that stage; what a colleague closed stays closed.
 */
export type ExceptionMove = {
  historyId: string
  to: StageId
  /** What was missing when it was made; `move` is a way that the table of moves does not have. */
  exceptions: readonly string[]
}

export type ExceptionTask = { id: string; planKey: string; status: TaskStatus; cancelledReason: string | null }

export type ExceptionPlan = {
  insert: { planKey: string; missing: string[] } | null
  /** Says something else now, or is open again. */
  renew: { id: string; missing: string[] }[]
  met: string[]
  cancel: { id: string; reason: CancelReason }[]
}

export const exceptionKey = (historyId: string): string => `exception/${historyId}`

/** Of what a move skipped, what the lead still lacks by the rules as they are today. Nothing but a colleague settles a forbidden way. */
export function stillMissing({ to, exceptions }: ExceptionMove, stages: readonly StageRules[], facts: StageFacts): string[] {
  const missing = new Set(missingFor(gateOf(stages, to), facts))
  return exceptions.filter((name) => name === "move" || missing.has(name))
}

/** `move` is the one that brought the lead where it is, when it skipped something. */
export function planException(
  move: ExceptionMove | null,
  missing: readonly string[],
  tasks: readonly ExceptionTask[],
  { isFresh }: { isFresh: boolean },
): ExceptionPlan {
  const plan: ExceptionPlan = { insert: null, renew: [], met: [], cancel: [] }
  const key = move && exceptionKey(move.historyId)
  for (const task of tasks) if (task.planKey !== key && task.status === "open") plan.cancel.push({ id: task.id, reason: "left_stage" })
  if (key === null) return plan
  const known = tasks.find(({ planKey }) => planKey === key)
  if (missing.length === 0) {
    if (known?.status === "open") plan.met.push(known.id)
  } else if (known === undefined) {
    if (isFresh) plan.insert = { planKey: key, missing: [...missing] }
  } else if (known.status === "open" || (known.status === "cancelled" && known.cancelledReason !== "person"))
    plan.renew.push({ id: known.id, missing: [...missing] })
  return plan
}
