import { desc, sql } from "drizzle-orm"
import { crmAgreements, reportChecks } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { addDays, startOfDay } from "@/lib/core/days"
import { NOBODY, OPEN_STAGES, QUALITY_MEASURES } from "@/lib/core/metrics/measures"
import { shareOf, type Share } from "@/lib/core/metrics/wilson"
import { requirePermission } from "@/lib/platform/permissions"
import { EVER } from "./figures"
import { sumOf, whereSql, type ReportReader } from "@/lib/reports/query/reader"
import { NO_FILTER } from "@/lib/reports/query/report-query"

export type QualityView = {
  /** Of the leads that arrived in the period, those that a reviewer was asked about. */
  questioned: Share
  duplicatesOpen: number
  /** Of everything that arrived in the period as a lead of its own, what turned out to be a known person. */
  absorbed: Share
  /** Merges made in the period, by whenever the lead arrived. */
  merges: number
  events: { received: number; done: number; ignored: number; dead: number }
  /** Open unassigned leads as of now; a filter by owner does not narrow them. */
  unowned: number
  foreignBookings: number
  /** The newest comparison with the CRM: leads that agree, of all that either side has; null where none was made. */
  crmAgreement: { at: Date; equal: number; compared: number } | null
  lastCheck: { at: Date; differences: string[] } | null
  /** Leads that changed and are not in the stored sums yet; all but the uncounted ones are in every number. */
  waiting: number
}

const MEASURES = ["leads", ...QUALITY_MEASURES] as const
const OPEN = OPEN_STAGES.map((stage) => `open_${stage}` as "open_new_lead")

/** How far the numbers can be trusted: what came in twice, what could not be read, and what is unassigned. */
export async function readQuality(ctx: Ctx, reader: ReportReader): Promise<QualityView> {
  requirePermission(ctx, "reports.team")
  const { period, filter } = reader.scope
  const sums = await sumOf(reader, { measures: MEASURES, period })
  const unowned = await sumOf(reader, { measures: OPEN, period: EVER, filter: { ...filter, owners: [NOBODY] } })
  const [check] = await reader.tx.select().from(reportChecks).orderBy(desc(reportChecks.at)).limit(1)
  const [agreement] = await reader.tx.select().from(crmAgreements).orderBy(desc(crmAgreements.at)).limit(1)
  const { rows } = await reader.tx.execute<{ open: number }>(
    sql`select count(*)::int as open from duplicate_items where status = 'pending'`,
  )
  return {
    questioned: shareOf(sums.questioned, sums.leads),
    duplicatesOpen: rows[0]?.open ?? 0,
    absorbed: shareOf(sums.absorbed, sums.leads + sums.absorbed),
    merges: sums.merges,
    events: await eventsOf(reader),
    unowned: OPEN.reduce((sum, measure) => sum + unowned[measure], 0),
    foreignBookings: sums.foreign_bookings,
    crmAgreement: agreement ? { at: agreement.at, equal: agreement.equal, compared: comparedBy(agreement) } : null,
    lastCheck: check ?? null,
    waiting: reader.pending.leadIds.length + reader.pending.uncounted,
  }
}

/** Deliveries received in the period by what became of them; the channel is the only filter that a delivery knows. */
async function eventsOf({ tx, scope, rules }: ReportReader): Promise<QualityView["events"]> {
  const { period, filter } = scope
  const from = startOfDay(period.from, rules.timeZone).toISOString()
  const to = startOfDay(addDays(period.to, 1), rules.timeZone).toISOString()
  const { rows } = await tx.execute<{ state: string; n: number }>(sql`
    select state, count(*)::int as n from inbound_events
    where received_at >= ${from} and received_at < ${to}${whereSql({ ...NO_FILTER, channels: filter.channels })} group by state`)
  const count = (state: string) => rows.find((row) => row.state === state)?.n ?? 0
  return { received: count("received"), done: count("done"), ignored: count("ignored"), dead: count("dead") }
}

const comparedBy = ({ equal, different, missingHere, missingThere }: typeof crmAgreements.$inferSelect): number =>
  equal + different + missingHere + missingThere
