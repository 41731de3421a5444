/** What a task asks for. `follow_up`, `reply` and `exception` are planned by Onelead; the others are somebody's own. */
export const TASK_KINDS = ["call", "whatsapp", "email", "follow_up", "reply", "exception", "review", "custom"] as const
export type TaskKind = (typeof TASK_KINDS)[number]

export const TASK_STATUSES = ["open", "done", "cancelled"] as const
export type TaskStatus = (typeof TASK_STATUSES)[number]

/** How a task ended. `contacted`, `answered` and `met` are seen by Onelead: we reached out, or what was missing is there now. */
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

/** What a person may say; the rest is Onelead's to say. */
export const GIVEN_OUTCOMES = ["called", "no_answer", "whatsapp_sent", "emailed", "wrong_number", "done"] as const
export type GivenOutcome = (typeof GIVEN_OUTCOMES)[number]

/**
 * Why a task was cancelled. Only `person` is a colleague's word and stays; the others are consequences, and are taken
 * back when their reason is (an undone merge, an answered reply).
 */
export const CANCEL_REASONS = ["replied", "left_stage", "booked", "lost", "merged", "off_board", "cadence", "person"] as const
export type CancelReason = (typeof CANCEL_REASONS)[number]
