import { desc, sql } from "drizzle-orm"
import { crmAgreements, reportChecks } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import { addDays, startOfDay } from "@/lib/core/days"
import { shareOf, type Share } from "@/lib/core/metrics/wilson"
import { requirePermission } from "@/lib/permissions"
import { sumOf, type ReportReader } from "./reader"

export type QualityView = {
  duplicatesRaised: number
  duplicatesOpen: number
  merges: number
  mergesUndone: number
  duplicateRate: Share
  mergeRate: Share
  events: { received: number; done: number; ignored: number; dead: number }
  unowned: number
  otherCurrency: number
  /** The newest comparison with the CRM: leads that agree, of all that either side has; null where none was made. */
  crmAgreement: { at: Date; equal: number; compared: number } | null
  activeLeads: number
  lastCheck: { at: Date; differences: string[] } | null
  waiting: number
}

/** How far the numbers can be trusted: what came in twice, what could not be read, and what nobody looks after. */
export const readQuality = async (ctx: Ctx, reader: ReportReader): Promise<QualityView> => {
  requirePermission(ctx, "reports.team")
  const { period } = reader.scope
  const { timeZone, currency } = reader.rules
  const from = startOfDay(period.from, timeZone).toISOString()
  const to = startOfDay(addDays(period.to, 1), timeZone).toISOString()
  const { rows } = await reader.tx.execute<Record<string, number>>(sql`
    select
      (select count(*) from duplicate_items where created_at >= ${from} and created_at < ${to})::int as raised,
      (select count(*) from duplicate_items where status = 'pending')::int as open,
      (select count(*) from merges where at >= ${from} and at < ${to} and undone_at is null)::int as merges,
      (select count(*) from merges where at >= ${from} and at < ${to} and undone_at is not null)::int as undone,
      (select count(*) from leads where state = 'active' and kind = 'lead' and owner_id is null and stage_id not in ('booked', 'lost'))::int as unowned,
      (select count(*) from bookings where currency is not null and currency <> ${currency})::int as other_currency,
      (select count(*) from leads where state = 'active' and kind = 'lead')::int as active,
      (select count(*) from report_dirty)::int as waiting`)
  const events = await reader.tx.execute<{ state: string; n: number }>(
    sql`select state, count(*)::int as n from inbound_events where received_at >= ${from} and received_at < ${to} group by state`,
  )
  const eventCount = (state: string) => events.rows.find((row) => row.state === state)?.n ?? 0
  const { leads } = await sumOf(reader, { measures: ["leads"], period })
  const [check] = await reader.tx.select().from(reportChecks).orderBy(desc(reportChecks.at)).limit(1)
  const [agreement] = await reader.tx.select().from(crmAgreements).orderBy(desc(crmAgreements.at)).limit(1)
  const n = (name: string) => rows[0]?.[name] ?? 0
  return {
    duplicatesRaised: n("raised"),
    duplicatesOpen: n("open"),
    merges: n("merges"),
    mergesUndone: n("undone"),
    duplicateRate: shareOf(Math.min(n("raised"), leads + n("raised")), leads + n("raised")),
    mergeRate: shareOf(n("merges"), leads + n("merges")),
    events: { received: eventCount("received"), done: eventCount("done"), ignored: eventCount("ignored"), dead: eventCount("dead") },
    unowned: n("unowned"),
    otherCurrency: n("other_currency"),
    crmAgreement: agreement ? { at: agreement.at, equal: agreement.equal, compared: comparedBy(agreement) } : null,
    activeLeads: n("active"),
    lastCheck: check ?? null,
    waiting: n("waiting"),
  }
}

const comparedBy = ({ equal, different, missingHere, missingThere }: typeof crmAgreements.$inferSelect): number =>
  equal + different + missingHere + missingThere
