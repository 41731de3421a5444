import { sql } from "drizzle-orm"
import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { addMonths, dayOf, monthOf } from "@/lib/core/days"
import type { Job } from "@/lib/platform/jobs/job"
import { checkReports } from "./oracle/check-reports"
import { sendDigests } from "./digest/send-digests"
import { readReportRules } from "./postings/rules"

const Nothing = z.object({})

/** At 2:40 in Dubai: holds the sums against the leads. */
const checkReportsJob: Job<object> = {
  name: "reports:check",
  payload: Nothing,
  schedule: "40 22 * * *",
  run: async (ctx) => void (await checkReports(ctx)),
}

const closeMonthJob: Job<object> = { name: "reports:close-month", payload: Nothing, schedule: "15 0 * * *", run: (ctx) => closeMonths(ctx) }

/** Every hour: when a week begins, and when seven in the morning is, are the reports' rules to say. */
const sendDigestsJob: Job<object> = { name: "reports:digest", payload: Nothing, schedule: "3 * * * *", run: (ctx) => sendDigests(ctx) }

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
