/** How a step reaches the person. A task reaches them through a colleague. */
export const NURTURE_CHANNELS = ["email", "whatsapp", "task"] as const
export type NurtureChannel = (typeof NURTURE_CHANNELS)[number]

export const ENROLMENT_STATES = ["active", "done", "exited"] as const
export type EnrolmentState = (typeof ENROLMENT_STATES)[number]

/**
 * Why a lead left a sequence before its end. A message of the person and a colleague's stop are final for this run;
 * `merged` is reversed when the merge is undone.
 */
export const EXIT_REASONS = [
  "replied",
  "opted_out",
  "left_band",
  "left_stage",
  "booked",
  "lost",
  "merged",
  "came_back",
  "off_board",
  "stopped",
] as const
export type ExitReason = (typeof EXIT_REASONS)[number]

/** `planned` waits for another try after a temporary refusal; `sending` was handed over without an answer yet. */
export const SEND_STATES = ["planned", "sending", "sent", "failed", "skipped"] as const
export type SendState = (typeof SEND_STATES)[number]
