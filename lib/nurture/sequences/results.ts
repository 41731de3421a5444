import { sql } from "drizzle-orm"
import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { PERSON_SPOKE } from "@/lib/leads/waits"
import { requirePermission } from "@/lib/platform/permissions"
import { readSetting } from "@/lib/platform/settings/setting"
import { NURTURE_SETTINGS } from "./settings"

const StepRow = z.object({
  sequence_id: z.uuid(),
  version: z.number(),
  step: z.number(),
  sent: z.number(),
  tasks: z.number(),
  skipped: z.number(),
  failed: z.number(),
  replied: z.number(),
  exited: z.number(),
  opted_out: z.number(),
  bookings: z.number(),
})

/** One step of one version. Counts are leads; `step` counts from 1. */
export type StepResult = Omit<z.infer<typeof StepRow>, "sequence_id" | "opted_out"> & { sequenceId: string; optedOut: number }

export type SequenceTotals = { sequenceId: string; version: number; entered: number; active: number; done: number; exited: number }

/**
 * What each step led to. A reply or a booking counts for the latest step that was sent before it, within the days that
 * the settings say; an exit counts for the step that had gone out last. Opens of a mail are not tracked.
 */
export async function readNurtureResults(
  ctx: Ctx,
): Promise<{ steps: StepResult[]; totals: SequenceTotals[]; replyDays: number; bookingDays: number }> {
  requirePermission(ctx, "settings.manage")
  const { replyDays, bookingDays } = await readSetting(ctx.db, NURTURE_SETTINGS)
  const { rows } = await ctx.db.execute(sql`
    with sends as (
      select n.*, e.sequence_id, e.version, e.run, e.exit_reason, e.state as enrolment_state,
        lead(n.at) over (partition by n.enrolment_id order by n.step) as next_at,
        n.step = max(n.step) over (partition by n.enrolment_id) as is_last
      from nurture_sends n join nurture_enrolments e on e.id = n.enrolment_id where n.state <> 'planned'
    )
    select s.sequence_id, s.version, s.step + 1 as step,
      count(*) filter (where s.state = 'sent' and s.channel <> 'task')::int as sent,
      count(*) filter (where s.state = 'sent' and s.channel = 'task')::int as tasks,
      count(*) filter (where s.state = 'skipped')::int as skipped,
      count(*) filter (where s.state = 'failed')::int as failed,
      count(*) filter (where s.state = 'sent' and exists (select 1 from touchpoints t where t.lead_id = s.lead_id
        and t.occurred_at > s.at and t.occurred_at <= s.at + make_interval(days => ${replyDays}) and t.occurred_at <= coalesce(s.next_at, 'infinity')
        and ${PERSON_SPOKE}))::int as replied,
      count(*) filter (where s.is_last and s.enrolment_state = 'exited')::int as exited,
      count(*) filter (where s.is_last and s.exit_reason = 'opted_out')::int as opted_out,
      count(*) filter (where s.state = 'sent' and exists (select 1 from bookings b where b.lead_id = s.lead_id and b.status <> 'cancelled'
        and b.booked_at > s.at and b.booked_at <= s.at + make_interval(days => ${bookingDays}) and b.booked_at <= coalesce(s.next_at, 'infinity')))::int as bookings
    from sends s group by 1, 2, 3 order by 1, 2 desc, 3`)
  const totals = await ctx.db.execute<SequenceTotals>(sql`
    select sequence_id as "sequenceId", version, count(*)::int as entered, count(*) filter (where state = 'active')::int as active,
      count(*) filter (where state = 'done')::int as done, count(*) filter (where state = 'exited')::int as exited
    from nurture_enrolments group by 1, 2 order by 1, 2 desc`)
  const steps = rows.map((row) => {
    const { sequence_id: sequenceId, opted_out: optedOut, ...counts } = StepRow.parse(row)
    return { ...counts, sequenceId, optedOut }
  })
  return { steps, totals: totals.rows, replyDays, bookingDays }
}
