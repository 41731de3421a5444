import { z } from "zod"
import type { Database, Transaction } from "@/db/client"
import { isKnownZone } from "@/lib/core/metrics/days"
import type { CountingRules } from "@/lib/core/metrics/lead-entries"
import { readSetting, type Setting } from "@/lib/settings/setting"

const Hours = z.object({ opens: z.number().int().min(0).max(1440), closes: z.number().int().min(0).max(1440) })

/** Monday to Saturday, 9 to 21; Sunday is short. */
const USUAL_HOURS = { opens: 9 * 60, closes: 21 * 60 }
const WEEK = {
  1: USUAL_HOURS,
  2: USUAL_HOURS,
  3: USUAL_HOURS,
  4: USUAL_HOURS,
  5: USUAL_HOURS,
  6: USUAL_HOURS,
  7: { opens: 600, closes: 1080 },
}

/** How numbers are counted. Changing any of it counts every lead anew. */
export const ReportRules = z.object({
  timeZone: z.string().refine(isKnownZone, "This time zone is not known.").default("Asia/Dubai"),
  /** 1 is Monday. */
  weekStart: z.number().int().min(1).max(7).default(1),
  currency: z.string().length(3).default("AED"),
  /** A first answer within so many working minutes is in time. */
  slaMinutes: z.number().int().min(1).max(10_000).default(15),
  hours: z.record(z.string().regex(/^[1-7]$/), Hours).default(WEEK),
  holidays: z.array(z.iso.date()).default([]),
  /** On this day of the month the month before is closed: what changes later is listed as an adjustment. */
  closesOnDay: z.number().int().min(1).max(28).default(3),
})
export type ReportRules = z.infer<typeof ReportRules>

export const REPORT_RULES: Setting<ReportRules> = { key: "reports", schema: ReportRules as z.ZodType<ReportRules> }

export const readReportRules = async (db: Pick<Database | Transaction, "select">): Promise<ReportRules> =>
  await readSetting(db, REPORT_RULES)

export const countingRulesOf = ({ timeZone, currency, slaMinutes, hours, holidays }: ReportRules): CountingRules => ({
  timeZone,
  currency,
  slaMinutes,
  hours: { timeZone, days: Object.fromEntries(Object.entries(hours).map(([day, open]) => [Number(day), open])), holidays },
})
