import { and, eq, inArray } from "drizzle-orm"
import { users } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import { publicBaseUrl } from "@/lib/env"
import { queueEmails } from "@/lib/followups/queue-email"
import { readReports } from "./reader"
import { renderDigest } from "./render-digest"
import { ReportQuery } from "./report-query"
import { readConversion, readOverview } from "./reports"

/** Last week, to every manager and admin: one mail each, whether the job runs once or twice. */
export const sendDigests = async (ctx: Ctx): Promise<void> => {
  const people = await ctx.db
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(and(eq(users.active, true), inArray(users.role, ["manager", "admin"])))
  const digest = await readReports(ctx, ReportQuery.parse({ period: "last_week" }), async (reader) => ({
    overview: await readOverview(reader),
    channels: await readConversion(reader, "channel"),
    agents: await readConversion(reader, "agent"),
  }))
  const { subject, html, text } = renderDigest({ ...digest, baseUrl: publicBaseUrl().origin })
  const week = digest.overview.period.from
  const mails = people.map(({ id, email }) => ({
    dedupeKey: `weekly:${week}:${id}`,
    kind: "weekly_digest",
    userId: id,
    recipient: email,
    subject,
    body: text,
    html,
  }))
  await ctx.db.transaction((tx) => queueEmails(tx, mails, ctx.now()))
}
