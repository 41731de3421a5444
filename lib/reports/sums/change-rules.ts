import type { Ctx } from "@/lib/platform/context"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { writeSetting } from "@/lib/platform/setting"
import { WORKING_TIME } from "@/lib/platform/working-time-setting"
import { recountAll } from "@/lib/reports/postings/dirty-leads"
import { REPORT_RULES, type ReportRules } from "@/lib/reports/postings/rules"

/**
 * Days, weeks, hours and money as the admin says. Every lead is marked in the transaction that writes the rule: there
 * is no moment in which the new rule holds and the old numbers are taken for its.
 */
export const changeReportRules = (ctx: Ctx, rules: ReportRules): Promise<ReportRules> =>
  writeSetting(ctx, REPORT_RULES, rules, (tx) => recountAll({ db: tx }, "rules"))

/** The team's hours are how answers are timed. */
export const changeWorkingTime = (ctx: Ctx, calendar: WorkingTime): Promise<WorkingTime> =>
  writeSetting(ctx, WORKING_TIME, calendar, (tx) => recountAll({ db: tx }, "rules"))
