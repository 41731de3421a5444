import type { Ctx } from "@/lib/platform/context"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import type { ResponseTargets } from "@/lib/core/response/targets"
import { RESPONSE_TARGETS } from "@/lib/platform/settings/response-targets-setting"
import { writeSetting } from "@/lib/platform/settings/setting"
import { WORKING_TIME } from "@/lib/platform/settings/working-time-setting"
import { recountAll } from "@/lib/reports/postings/dirty-leads"
import { REPORT_RULES, type ReportRules } from "@/lib/reports/postings/rules"

/**
 * Days, weeks, hours and money as the admin says. Every lead is marked in the transaction that writes the rule: there
 * is no moment in which the new rule holds and the old numbers are taken for its.
 */
export async function changeReportRules(ctx: Ctx, rules: ReportRules): Promise<ReportRules> {
  return await writeSetting(ctx, REPORT_RULES, rules, (tx) => recountAll({ db: tx }, "rules"))
}

/** What is in time follows the targets: closed months that change by it list the change. */
export async function changeResponseTargets(ctx: Ctx, targets: ResponseTargets): Promise<ResponseTargets> {
  return await writeSetting(ctx, RESPONSE_TARGETS, targets, (tx) => recountAll({ db: tx }, "rules"))
}

/** The team's hours are how answers are timed. */
export async function changeWorkingTime(ctx: Ctx, calendar: WorkingTime): Promise<WorkingTime> {
  return await writeSetting(ctx, WORKING_TIME, calendar, (tx) => recountAll({ db: tx }, "rules"))
}
