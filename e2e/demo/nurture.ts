import { sql } from "drizzle-orm"
import { DAY_MS } from "@/lib/core/time"
import type { Ctx } from "@/lib/platform/context"
import { STARTER } from "@/lib/core/nurture/starter"
import { enrolWaiting } from "@/lib/nurture/enrolment/enrol-waiting"
import { runNurture } from "@/lib/nurture/sending/run-nurture"
import { enableSequence, saveSequence } from "@/lib/nurture/sequences/save-sequence"
import { LOCAL_SINK, type Senders } from "@/lib/nurture/sending/senders"

/** A sequence that has run for five days: its first emails are in the list of outgoing email, and more are due. */
export async function nurtureDemo(ctx: Ctx, now: Date): Promise<void> {
  // At noon in Dubai, outside of the quiet hours.
  const daysAgo = (days: number): Ctx => ({
    ...ctx,
    now: () => new Date((Math.floor(now.getTime() / DAY_MS) - days) * DAY_MS + 8 * 3_600_000),
  })
  const draft = { ...STARTER, entry: { ...STARTER.entry, channels: ["website" as const], activeWithinDays: 30 } }
  const { id } = await saveSequence(daysAgo(5), { draft })
  await enableSequence(daysAgo(5), { id, enabled: true })
  await enrolWaiting(daysAgo(5), { sequenceId: id, after: null })
  // Leads that arrived later could not have been enrolled.
  await ctx.db.execute(sql`
    delete from nurture_enrolments e using leads l
    where l.id = e.lead_id and l.last_activity_at > ${daysAgo(5).now().toISOString()}`)
  const senders: Senders = { email: LOCAL_SINK, whatsapp: null, unsubscribeUrl: () => "https://leads.example/unsubscribe" }
  for (const days of [4, 3]) await runNurture(daysAgo(days), senders)
  await enrolWaiting(ctx, { sequenceId: id, after: null })
}
