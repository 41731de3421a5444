import { eq, sql } from "drizzle-orm"
import { createTransport } from "nodemailer"
import { sentEmails } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { env } from "@/lib/platform/env"
import { scheduledJob } from "@/lib/platform/jobs/job"
import { mailFailure } from "./mail-failure"

/** Delivers one mail; rejects when the server does not take it. Null keeps mail in the house. */
export type Deliver = ((mail: Mail) => Promise<void>) | null

type Mail = { to: string; subject: string; text: string; messageId: string; html?: string; headers?: Record<string, string> }

const ATTEMPTS_MAX = 5
/** A mail server that is away costs a mail no attempt while the mail is younger than this. */
const OUTAGE_HOURS_MAX = 72
const BATCH = 50
/** A mail that a worker took and never reported back on is taken again after this long. */
const LEASE_MINUTES = 10

const smtpDelivery = (url: string | undefined, from: string): Deliver => (url === undefined ? null : smtpTo(url, from))

export function smtpTo(url: string, from: string): NonNullable<Deliver> {
  const transport = createTransport({ url, connectionTimeout: 10_000, socketTimeout: 20_000 })
  return async (mail) => {
    await transport.sendMail({ from, ...mail })
  }
}

/**
 * Sends what was written. A mail is taken by the statement that counts the attempt and handed over outside of any
 * transaction; its message id is its own, so that a server that saw it before can tell. Mail that is
 * refused five times is marked as failed and stays to be read; a server that is away, or says "later", refuses nothing.
 */
export async function sendEmails(ctx: Ctx, deliver: Deliver): Promise<{ sent: number; kept: number; failed: number }> {
  const count = { sent: 0, kept: 0, failed: 0 }
  const now = ctx.now().toISOString()
  const { rows } = await ctx.db.execute<{
    id: string
    recipient: string
    subject: string
    body: string
    html: string | null
    attempts: number
    is_young: boolean
  }>(sql`
    update sent_emails e set attempts = attempts + 1, sent_at = ${now}
    from (
      select id from sent_emails where status = 'queued' and (sent_at is null or sent_at < ${now}::timestamptz - make_interval(mins => ${LEASE_MINUTES}))
      order by created_at limit ${BATCH} for update skip locked
    ) due where e.id = due.id returning e.id, e.recipient, e.subject, e.body, e.html, e.attempts,
      e.created_at > ${now}::timestamptz - make_interval(hours => ${OUTAGE_HOURS_MAX}) as is_young`)
  for (const { id, recipient, subject, body, html, attempts, is_young } of rows) {
    const settle = (status: "sent" | "kept" | "queued" | "failed", error: string | null = null, paid = attempts) =>
      ctx.db.update(sentEmails).set({ status, error, attempts: paid, sentAt: ctx.now() }).where(eq(sentEmails.id, id))
    if (deliver === null) {
      await settle("kept")
      count.kept += 1
      continue
    }
    const failure = await deliver({
      to: recipient,
      subject,
      text: body,
      messageId: `<${id}@onelead>`,
      ...(html === null ? {} : { html }),
    }).then(() => null, mailFailure)
    if (failure === null) {
      await settle("sent")
      count.sent += 1
      continue
    }
    const paid = failure.kind === "not_now" && is_young ? attempts - 1 : attempts
    await settle(paid >= ATTEMPTS_MAX ? "failed" : "queued", failure.reason, paid)
    count.failed += 1
    ctx.log.warn({ emailId: id, attempts: paid, error: failure.reason }, "a mail was not taken")
  }
  return count
}

let delivery: { deliver: Deliver } | undefined

export const emailJob = scheduledJob({
  name: "emails:send",
  schedule: "* * * * *",
  attemptsMax: 1,
  run: async (ctx) => {
    const { SMTP_URL, SMTP_FROM, ONELEAD_DEMO } = env()
    delivery ??= { deliver: smtpDelivery(ONELEAD_DEMO ? undefined : SMTP_URL, SMTP_FROM) }
    await sendEmails(ctx, delivery.deliver)
  },
})
