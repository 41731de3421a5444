import { and, eq, inArray } from "drizzle-orm"
import { users } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import { publicBaseUrl } from "@/lib/env"
import { readReports } from "./reader"
import { renderDigest } from "./render-digest"
import { ReportQuery } from "./report-query"
import { readConversion, readOverview } from "./reports"

export type Mail = { to: string; subject: string; html: string; text: string }
export type SendMail = (ctx: Ctx, mail: Mail) => Promise<void>

/** Until mail is connected a digest is only noted; whoever connects it passes its sender. */
const noteOnly: SendMail = async (ctx, { to, subject }) => {
  ctx.log.info({ to, subject }, "a digest would be sent; no mail is connected")
}

/** Last week, to every manager and admin. */
export const sendDigests = async (ctx: Ctx, sendMail: SendMail = noteOnly): Promise<void> => {
  const people = await ctx.db
    .select({ email: users.email })
    .from(users)
    .where(and(eq(users.active, true), inArray(users.role, ["manager", "admin"])))
  const digest = await readReports(ctx, ReportQuery.parse({ period: "last_week" }), async (reader) => ({
    overview: await readOverview(reader),
    channels: await readConversion(reader, "channel"),
    agents: await readConversion(reader, "agent"),
  }))
  const mail = renderDigest({ ...digest, baseUrl: publicBaseUrl().origin })
  for (const { email } of people) await sendMail(ctx, { to: email, ...mail })
}
