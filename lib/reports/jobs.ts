import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/platform/context"
import { addMonths, dayOf, monthOf } from "@/lib/core/days"
import { scheduledJob, type Job } from "@/lib/platform/jobs/job"
import { checkReports } from "./oracle/check-reports"
import { sendDigests } from "./digest/send-digests"
import { readReportRules } from "./postings/rules"

/** At 2:40 in Dubai: holds the sums against the leads. */
const checkReportsJob = scheduledJob({
  name: "reports:check",
  schedule: "40 22 * * *",
  run: checkReports,
})

const closeMonthJob = scheduledJob({ name: "reports:close-month", schedule: "15 0 * * *", run: closeMonths })

/** Every hour: when a week begins, and when seven in the morning is, are the reports' rules to say. */
const sendDigestsJob = scheduledJob({ name: "reports:digest", schedule: "3 * * * *", run: sendDigests })

export const REPORT_JOBS: readonly Job[] = [checkReportsJob, closeMonthJob, sendDigestsJob] as readonly Job[]

/** Every month that is over and past its days of grace is closed: what changes in it from now on is an adjustment. */
export async function closeMonths(ctx: Ctx): Promise<void> {
  const { timeZone, closesOnDay } = await readReportRules(ctx.db)
  const today = dayOf(ctx.now(), timeZone)
  const isGraceOver = Number(today.slice(8)) >= closesOnDay
  const last = addMonths(monthOf(today), isGraceOver ? -1 : -2)
  await ctx.db.execute(sql`
    insert into report_months (month, closed_at)
    select distinct date_trunc('month', start)::date, ${ctx.now().toISOString()}::timestamptz from report_rollup where grain = 'm' and start <= ${last}
    on conflict (month) do nothing`)
}
