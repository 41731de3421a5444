import { z } from "zod"
import { AtCursorText, cursorText } from "@/lib/core/at-cursor"
import { CHANNELS } from "@/lib/core/channels"
import { BANDS } from "@/lib/core/lead-states"
import { COHORT_MEASURES, CREDIT_MEASURES, EVENT_MEASURES, QUALITY_MEASURES, STOCK_MEASURES } from "@/lib/core/metrics/measures"
import { COMPARISONS, PERIOD_NAMES } from "@/lib/core/metrics/periods"
import { addressOf, listOf } from "./address"

/** There is no data before 1980, and no date in the database goes beyond these, whatever it is compared with. */
export const AskedDay = z.iso.date().refine((day) => day >= "1980-01-01" && day <= "2199-12-31", "Ask for days from 1980 to 2199.")

/** Names are kept in lower case; a name is found however it is written. No text in the database holds a NUL. */
const Name = z
  .string()
  .max(200)
  .refine((name) => name.trim() !== "" && !name.includes("\u0000"), "Write a name, or - for leads without one.")

/** What a report is about; the same in the address of a dashboard and in REST. */
export const ReportQuery = z.object({
  from: AskedDay.optional().describe("First day, in the team's time zone; with `to` it overrides `period`"),
  to: AskedDay.optional().describe("Last day, included"),
  period: z.enum(PERIOD_NAMES).default("last_30"),
  compare: z.enum(COMPARISONS).default("previous"),
  owner: listOf(z.union([z.uuid(), z.enum(["me", "none"])])),
  channel: listOf(z.enum(CHANNELS)),
  band: listOf(z.enum(BANDS)),
  source: Name.optional().describe("`-`: leads without a source"),
  campaign: Name.optional().describe("`-`: leads without a campaign"),
})
export type ReportQuery = z.output<typeof ReportQuery>

const BehindCursor = z.object({ day: z.iso.date(), id: z.uuid() })

/** Keyset cursor of the leads behind a number, written `day_id`. */
export function readBehindCursor(cursor: string) {
  const [day, id] = cursor.split("_")
  return BehindCursor.safeParse({ day, id })
}

/**
 * Every number that a dashboard shows can be asked for its leads by one of these names. Open leads are counted as of now
 * and know no period: their days say when they entered their stage, and an end that is not given is open.
 */
export const LeadsBehind = ReportQuery.extend({
  metric: z.enum([
    ...COHORT_MEASURES,
    ...EVENT_MEASURES,
    ...STOCK_MEASURES,
    ...CREDIT_MEASURES,
    ...QUALITY_MEASURES,
    "settled",
    "not_booked",
    "open",
    "channel_path",
    "source_path",
  ]),
  path: z
    .string()
    .max(2000)
    .refine((path) => !path.includes("\u0000"))
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursorText((cursor) => readBehindCursor(cursor).success).optional(),
})
export type LeadsBehind = z.output<typeof LeadsBehind>

/** Which changes of closed months: those of one month, or all; newest first. */
export const AdjustmentPage = z.object({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, "Write the month as 2026-03.")
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: AtCursorText.optional(),
})
export type AdjustmentPage = z.output<typeof AdjustmentPage>

/** `explain` shows what is behind the numbers. */
const dashboard = { ...ReportQuery.shape, explain: z.string().max(10) }
const { limit: _behindLimit, ...behind } = LeadsBehind.shape
const { limit: _adjustmentsLimit, ...adjustments } = AdjustmentPage.shape

/** Every dashboard takes the same question, so it goes along from one to the next. */
export const reportsAddress = addressOf("/dashboards", { ...dashboard, month: adjustments.month, cursor: z.string().max(200) })
export const adjustmentsAddress = addressOf("/dashboards/data-quality", { ...dashboard, ...adjustments })
export const leadsBehindAddress = addressOf("/dashboards/leads", behind)
