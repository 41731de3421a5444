import { STAGE_IDS } from "@/lib/core/lead-states"

/**
 * The measures. Every dashboard number is a sum of these over days, and every lead contributes dated entries, like
 * postings in an account: to recount a lead, its old entries are reversed and new ones posted.
 *
 * Cohort measures are posted on the day of the lead's first touch and say what became of it; of its first question:
 * whether it was answered in time, late (or is overdue), or waits within the target (lib/core/response/targets.ts). Event measures
 * are posted on the day something happened. Stock measures are posted on the day an open lead entered its current stage.
 * Credit measures are posted on the day of a booking, one entry for each visit with a share. Quality measures count people
 * who came in twice: whether a lead went to review and how many were merged into it, on the day of its first touch; merges
 * on the day they were made, and bookings in another currency on theirs. Moves out of a stage, and those of them that
 * went onward, are posted on the day of the move.
 */
export const COHORT_MEASURES = [
  "leads",
  "reached_contacted",
  "reached_qualified",
  "reached_proposal",
  "reached_negotiation",
  "reached_booked",
  "lost",
  "asked",
  "answered",
  "answered_in_sla",
  "late",
  "waiting",
] as const

export const ENTERED_MEASURES = [
  "entered_contacted",
  "entered_qualified",
  "entered_proposal",
  "entered_negotiation",
  "entered_booked",
  "entered_lost",
] as const

export const LEFT_MEASURES = ["left_new_lead", "left_contacted", "left_qualified", "left_proposal", "left_negotiation"] as const

export const ADVANCED_MEASURES = [
  "advanced_new_lead",
  "advanced_contacted",
  "advanced_qualified",
  "advanced_proposal",
  "advanced_negotiation",
] as const

export const EVENT_MEASURES = [...ENTERED_MEASURES, ...LEFT_MEASURES, ...ADVANCED_MEASURES, "bookings", "revenue"] as const

/** Posted on the day of a booking only. */
export const BOOKING_MEASURES = ["bookings", "revenue", "foreign_bookings"] as const

export const STOCK_MEASURES = ["open_new_lead", "open_contacted", "open_qualified", "open_proposal", "open_negotiation"] as const

export const CREDIT_MEASURES = [
  "last_bookings",
  "linear_bookings",
  "position_bookings",
  "last_revenue",
  "linear_revenue",
  "position_revenue",
] as const

export const QUALITY_MEASURES = ["questioned", "absorbed", "merges", "foreign_bookings"] as const

export const MEASURES = [...COHORT_MEASURES, ...EVENT_MEASURES, ...STOCK_MEASURES, ...CREDIT_MEASURES, ...QUALITY_MEASURES] as const
export type Measure = (typeof MEASURES)[number]

/** Credits are kept in millionths, so that they add up exactly. */
export const WHOLE_CREDIT = 1_000_000

/** The stages before a lead is won or lost, in order, and the won one. */
export const FUNNEL_STAGES = STAGE_IDS.filter((stage) => stage !== "lost")
export const OPEN_STAGES = FUNNEL_STAGES.filter((stage) => stage !== "booked")

/** The owner id of unassigned leads; a key of a sum may not be null. */
export const NOBODY = "00000000-0000-0000-0000-000000000000"

/** The dimensions of sums, for filters and groups. Owner and band are the lead's current ones. */
export type Dimensions = { channel: string; ownerId: string; source: string; campaign: string; band: string }

/** One posting of one lead. Missing measures are zero. Revenue is in minor units. */
export type Entry = Dimensions & {
  day: string
  measures: Partial<Record<Measure, number>>
  /** Until when the posting holds by itself: a question that waits is late from then on. */
  dueAt: Date | null
}

/** The name under which the time to the first reply is kept, beside the stages. */
export const FIRST_RESPONSE = "first_response"

/**
 * A duration. For a stage the lead has left: wall-clock minutes, on the day it left. For the first reply: working
 * minutes, on the day of the first touch.
 */
export type Stay = { stage: string; day: string; minutes: number }

/** The visits that led to one booking, on the day it was made: by channel and by source, both as `pathOf` writes them. */
export type Path = { day: string; channels: string; sources: string; visits: number; days: number; revenue: number }
