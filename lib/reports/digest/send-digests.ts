import { and, eq, inArray } from "drizzle-orm"
import { sentEmails, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { addDays, dayOf, weekOf } from "@/lib/core/days"
import type { Period } from "@/lib/core/metrics/periods"
import { instantAt } from "@/lib/core/zone-offset"
import { publicBaseUrl } from "@/lib/platform/env"
import { inTransaction } from "@/lib/platform/transaction"
import { queueEmails } from "@/lib/notifications/queue-email"
import { readReports } from "@/lib/reports/query/reader"
import { renderDigest, type DigestInput } from "./render-digest"
import { readConversion, readOverview } from "@/lib/reports/figures/reports"
import { readReportRules } from "@/lib/reports/postings/rules"
import { ReportQuery } from "@/lib/core/filters/reports"

const HOUR_MS = 3_600_000
const EARLIEST_MS = 7 * HOUR_MS
const LATE_MS = 48 * HOUR_MS

/**
 * The last finished week, to every manager and admin, from seven in the morning of the first day of the new one. Weeks,
 * days and hours are those of the reports' rules. Asked every hour: whoever has it is not sent it again, a worker that
 * was down catches up within two days, and after that the mail would be no news.
 */
export async function sendDigests(ctx: Ctx): Promise<void> {
  const { timeZone, weekStart } = await readReportRules(ctx.db)
  const week = weekOf(dayOf(ctx.now(), timeZone), weekStart)
  const late = ctx.now().getTime() - instantAt(timeZone, week, EARLIEST_MS)
  if (late < 0 || late > LATE_MS) return
  const period = { from: addDays(week, -7), to: addDays(week, -1) }
  const people = await peopleWithout(ctx, period)
  if (people.length === 0) return
  const { subject, html, text } = renderDigest({ ...(await readWeek(ctx, period)), baseUrl: publicBaseUrl().origin })
  const mails = people.map(({ id, email }) => ({
    dedupeKey: dedupeKeyOf(period, id),
    kind: "weekly_digest",
    userId: id,
    recipient: email,
    subject,
    body: text,
    html,
  }))
  await inTransaction(ctx, (tx) => queueEmails(tx, mails, ctx.now()))
}

const dedupeKeyOf = ({ from }: Period, userId: string): string => `weekly:${from}:${userId}`

async function peopleWithout(ctx: Ctx, period: Period): Promise<{ id: string; email: string }[]> {
  const people = await ctx.db
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(and(eq(users.active, true), inArray(users.role, ["manager", "admin"])))
  const keys = people.map(({ id }) => dedupeKeyOf(period, id))
  const sent = await ctx.db.select({ key: sentEmails.dedupeKey }).from(sentEmails).where(inArray(sentEmails.dedupeKey, keys))
  const known = new Set(sent.map(({ key }) => key))
  return people.filter(({ id }) => !known.has(dedupeKeyOf(period, id)))
}

/** Against the week before it, also where the week is a month's first or last days. */
const readWeek = (ctx: Ctx, period: Period): Promise<Omit<DigestInput, "baseUrl">> =>
  readReports(ctx, ReportQuery.parse(period), async (asked) => {
    const compared = { from: addDays(period.from, -7), to: addDays(period.to, -7) }
    const reader = { ...asked, scope: { ...asked.scope, compared } }
    return {
      overview: await readOverview(reader),
      channels: await readConversion(reader, "channel"),
      agents: await readConversion(reader, "agent"),
    }
  })
