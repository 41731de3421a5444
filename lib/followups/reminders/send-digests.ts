import { addDays, dayOf, startOfDay } from "@/lib/core/days"
import { HOUR_MS, MINUTE_MS, sayDuration } from "@/lib/core/time"
import { sql } from "drizzle-orm"
import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { workingSpans } from "@/lib/core/working-time/working-time"
import { queueEmails, type Email } from "@/lib/notifications/queue-email"
import { inTransaction } from "@/lib/platform/transaction"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"

const EARLY_MS = 30 * MINUTE_MS
const LATEST_MS = 3 * HOUR_MS
const LINES_MAX = 15

/**
 * The morning email: what is due today and what is overdue, from half an hour before the first working hour. None on a
 * day off, and none without due tasks. One email per person and day, however often this runs.
 */
export async function sendDigests(ctx: Ctx, { baseUrl }: { baseUrl: string }): Promise<number> {
  const calendar = await readWorkingTime(ctx.db)
  const now = ctx.now()
  const today = dayOf(now, calendar.timeZone)
  const [first] = workingSpans(calendar, today)
  if (!first || now.getTime() < first.start - EARLY_MS || now.getTime() > first.start + LATEST_MS) return 0
  const tomorrow = startOfDay(addDays(today, 1), calendar.timeZone)
  const people = await readDigests(ctx, tomorrow)
  const emails = people.map((person): Email => ({
    dedupeKey: `digest:${person.id}:${today}`,
    kind: "digest",
    userId: person.id,
    recipient: person.email,
    subject: `${person.total} ${person.total === 1 ? "task" : "tasks"} for today${person.overdue > 0 ? `, ${person.overdue} overdue` : ""}`,
    body: bodyOf(person, { now, baseUrl }),
  }))
  await inTransaction(ctx, (tx) => queueEmails(tx, emails, now))
  return emails.length
}

const Digest = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  total: z.number(),
  overdue: z.number(),
  lines: z.array(z.object({ title: z.string(), lead: z.string(), leadId: z.uuid(), at: z.coerce.date() })),
})
type Digest = z.infer<typeof Digest>

async function readDigests(ctx: Ctx, before: Date): Promise<Digest[]> {
  const { rows } = await ctx.db.execute(sql`
    select u.id, u.name, u.email, due.total, due.overdue, due.lines from users u
    left join reminder_choices r on r.user_id = u.id
    join lateral (
      select count(*)::int as total, (count(*) filter (where t.action_at <= ${ctx.now().toISOString()}))::int as overdue,
        (jsonb_agg(jsonb_build_object('title', t.title, 'lead', coalesce(l.name, l.phones[1], l.emails[1], 'A visitor'), 'leadId', l.id, 'at', t.action_at)
          order by t.action_at)) as lines
      from tasks t join leads l on l.id = t.lead_id
      where t.assignee_id = u.id and t.status = 'open' and l.restricted_at is null and t.action_at < ${before.toISOString()}
    ) due on due.total > 0
    where u.active and coalesce(r.digest_by_email, true)`)
  return rows.map((row) => Digest.parse(row))
}

function bodyOf({ name, lines, total }: Digest, { now, baseUrl }: { now: Date; baseUrl: string }): string {
  const listed = lines.slice(0, LINES_MAX).map(({ title, lead, leadId, at }) => {
    const late = at <= now ? ` (${sayDuration(now.getTime() - at.getTime())} late)` : ""
    return `- ${title}: ${lead}${late}\n  ${baseUrl}/leads/${leadId}`
  })
  const more = total > LINES_MAX ? [`… and ${total - LINES_MAX} more.`] : []
  return [`Good morning ${name},`, "", ...listed, ...more, "", `Your queue: ${baseUrl}/queue`].join("\n")
}
