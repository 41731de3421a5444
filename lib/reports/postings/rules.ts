import { z } from "zod"
import type { Database, Transaction } from "@/db/client"
import { isKnownZone } from "@/lib/core/days"
import { isKnownCurrency } from "@/lib/core/money/currency-words"
import type { CountingRules } from "@/lib/core/metrics/lead-entries"
import { readResponseTargets } from "@/lib/platform/settings/response-targets-setting"
import { readSetting, type Setting } from "@/lib/platform/settings/setting"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"

/** How numbers are counted. Changing any of it counts every lead again. */
export const ReportRules = z.object({
  timeZone: z.string().refine(isKnownZone, "This time zone is not known.").default("Asia/Dubai"),
  /** 1 is Monday. */
  weekStart: z.number().int().min(1).max(7).default(1),
  /** What is kept in money is taken to be in this currency; changing it converts nothing. */
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .refine(isKnownCurrency, "This currency is not known. Write its three letters, such as AED.")
    .default("AED"),
  /** On this day of the month the month before is closed: what changes later is listed as an adjustment. */
  closesOnDay: z.number().int().min(1).max(28).default(3),
})
export type ReportRules = z.infer<typeof ReportRules>

export const REPORT_RULES: Setting<ReportRules> = { key: "reports", schema: ReportRules as z.ZodType<ReportRules> }

export const readReportRules = async (db: Pick<Database | Transaction, "select">): Promise<ReportRules> =>
  await readSetting(db, REPORT_RULES)

/** With the team's hours, by which response times count, and its response targets; as of an instant. */
export async function readCountingRules(db: Pick<Database | Transaction, "select">, now: Date): Promise<ReportRules & CountingRules> {
  const [rules, calendar, targets] = [await readReportRules(db), await readWorkingTime(db), await readResponseTargets(db)]
  return { ...rules, calendar, targets, now }
}
