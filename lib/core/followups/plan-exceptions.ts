import { missingFor, gateOf, type StageFacts, type StageRules } from "@/lib/core/stages"
import type { StageId } from "@/lib/core/lead-states"
import type { CancelReason, TaskStatus } from "./task-states"

/**
 * Exception tasks. A connected system moves a lead without our gate. The move is accepted, and one task per move asks
 * for what is still missing. It closes by itself when nothing is, and ends when the lead leaves the stage. A task
 * closed by a colleague stays closed.
 */
export type ExceptionMove = {
  historyId: string
  to: StageId
  /** What was missing at the time of the move; `move` is a move that the table of moves does not allow. */
  exceptions: readonly string[]
}

export type ExceptionTask = { id: string; planKey: string; status: TaskStatus; cancelledReason: string | null }

export type ExceptionPlan = {
  insert: { planKey: string; missing: string[] } | null
  /** Tasks whose text changes or that reopen. */
  renew: { id: string; missing: string[] }[]
  met: string[]
  cancel: { id: string; reason: CancelReason }[]
}

export const exceptionKey = (historyId: string): string => `exception/${historyId}`

/** What the lead still lacks of what the move skipped, by today's rules. A forbidden move can only be settled by a colleague. */
export function stillMissing({ to, exceptions }: ExceptionMove, stages: readonly StageRules[], facts: StageFacts): string[] {
  const missing = new Set(missingFor(gateOf(stages, to), facts))
  return exceptions.filter((name) => name === "move" || missing.has(name))
}

/** `move`: the one that brought the lead to its stage, if it skipped something. */
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
