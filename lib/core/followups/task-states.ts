/** Kinds of tasks. `follow_up`, `reply` and `exception` are planned by Onelead; people create the others. */
export const TASK_KINDS = ["call", "whatsapp", "email", "follow_up", "reply", "exception", "review", "custom"] as const
export type TaskKind = (typeof TASK_KINDS)[number]

export const TASK_STATUSES = ["open", "done", "cancelled"] as const
export type TaskStatus = (typeof TASK_STATUSES)[number]

/**
 * How a task ended. `contacted`, `answered` and `met` are detected by Onelead: we contacted the person, or what was
 * missing is there now.
 */
export const TASK_OUTCOMES = [
  "called",
  "no_answer",
  "whatsapp_sent",
  "emailed",
  "wrong_number",
  "done",
  "contacted",
  "answered",
  "met",
] as const
export type TaskOutcome = (typeof TASK_OUTCOMES)[number]

/** Outcomes that a person may choose; Onelead sets the others. */
export const GIVEN_OUTCOMES = ["called", "no_answer", "whatsapp_sent", "emailed", "wrong_number", "done"] as const
export type GivenOutcome = (typeof GIVEN_OUTCOMES)[number]

/**
 * Why a task was cancelled. Only `person` is a colleague's decision and final. The others are consequences, and are
 * reversed when their cause is (an undone merge, an answered reply).
 */
export const CANCEL_REASONS = ["replied", "left_stage", "booked", "lost", "merged", "off_board", "cadence", "person"] as const
export type CancelReason = (typeof CANCEL_REASONS)[number]
