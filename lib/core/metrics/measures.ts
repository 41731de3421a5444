import { STAGE_IDS } from "@/lib/core/lead-states"

/**
 * What is counted. Every number of the dashboards is a sum of these over days, and every lead contributes to them by
 * dated entries, like postings in a ledger: counting a lead again is taking its old entries back and posting new ones.
 *
 * Cohort measures are posted on the day of the lead's first touch and say what became of it. Event measures are posted
 * on the day something happened. Stock measures are posted on the day an open lead entered the stage it is in now.
 * Credit measures are posted on the day of a booking, one entry for each touch that shares in it. Quality measures say
 * how often one person came in twice: whether a lead was asked about and how many were merged into it, on the day of its
 * first touch; merges on the day they were made, and bookings in another currency on theirs. Moves out of a stage, and
 * those of them that went on through the pipeline, are posted on the day of the move.
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

/** On the day and in the entry of a booking alone. */
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

/** Shares of bookings are kept in millionths, so that they add up exactly. */
export const WHOLE_CREDIT = 1_000_000

/** Stages a lead goes through before it is won or lost, in order, and the won one. */
export const FUNNEL_STAGES = STAGE_IDS.filter((stage) => stage !== "lost")
export const OPEN_STAGES = FUNNEL_STAGES.filter((stage) => stage !== "booked")

/** The owner of a lead that nobody owns; a key of a sum may not be null. */
export const NOBODY = "00000000-0000-0000-0000-000000000000"

/** By what sums are kept, and may be filtered and grouped. Owner and band are the lead's present ones. */
export type Dimensions = { channel: string; ownerId: string; source: string; campaign: string; band: string }

/** One posting of one lead. Measures that are not named are zero. Revenue is in minor units. */
export type Entry = Dimensions & { day: string; measures: Partial<Record<Measure, number>> }

/** The name under which the wait for a first answer is kept beside the stages. */
export const FIRST_RESPONSE = "first_response"

/**
 * How long something took. A stage that the lead has left: minutes on the wall clock, on the day it left. The first
 * answer: working minutes, on the day of the first touch.
 */
export type Stay = { stage: string; day: string; minutes: number }

/** The visits that led to one booking, on the day it was made: told by channel and by source, both as `pathOf` writes them. */
export type Path = { day: string; channels: string; sources: string; visits: number; days: number; revenue: number }
