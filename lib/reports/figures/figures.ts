import { z } from "zod"
import { addDays } from "@/lib/core/days"
import {
  ADVANCED_MEASURES,
  COHORT_MEASURES,
  ENTERED_MEASURES,
  FUNNEL_STAGES,
  LEFT_MEASURES,
  OPEN_STAGES,
  type Measure,
} from "@/lib/core/metrics/measures"
import { bucketFor, bucketsOf, type Period } from "@/lib/core/metrics/periods"
import { shareOf, type Share } from "@/lib/core/metrics/wilson"
import { sumOf, sumsOf, type ReportReader } from "@/lib/reports/query/reader"

/** The figures of the dashboards. Screens and REST call these and nothing else, so they cannot differ. */
export const GROUPINGS = ["channel", "agent", "source", "campaign"] as const
export type Grouping = (typeof GROUPINGS)[number]
export const GroupBy = z.enum(GROUPINGS)

const TOTALS = [...COHORT_MEASURES, "entered_booked", "entered_lost", "bookings", "revenue"] as const satisfies readonly Measure[]

type Totals = Record<(typeof TOTALS)[number], number>

/** Everything that is a sum, for one period. */
export const totalsOf = (reader: ReportReader, period: Period): Promise<Totals> => sumOf(reader, { measures: TOTALS, period })

/** Cohort conversion: of the leads that arrived in the period, how many have been booked by now. */
export const conversionOf = ({ leads, reached_booked }: Pick<Totals, "leads" | "reached_booked">): Share => shareOf(reached_booked, leads)

/** Of the first questions that are answered in time or late; what waits within its target is neither yet. */
export const slaOf = ({ answered_in_sla, late }: Pick<Totals, "answered_in_sla" | "late">): Share =>
  shareOf(answered_in_sla, answered_in_sla + late)

type TrendPoint = Period & { isPartial: boolean } & Pick<Totals, "leads" | "reached_booked" | "bookings" | "revenue">

const TREND = ["leads", "reached_booked", "bookings", "revenue"] as const

/** A day, week or month that is not over is a part of one, as is one that the period cuts. */
export async function trendOf(reader: ReportReader, period: Period): Promise<TrendPoint[]> {
  const bucket = bucketFor(period)
  const rows = await sumsOf(reader, { measures: TREND, period, bucket })
  const { weekStart } = reader.rules
  const { today } = reader.scope
  return bucketsOf(period, bucket, weekStart).map((point) => {
    const row = rows.find(({ bucket: start }) => start === point.start)
    const counts = Object.fromEntries(TREND.map((measure) => [measure, row?.[measure] ?? 0])) as Record<(typeof TREND)[number], number>
    return { from: point.from, to: point.to, isPartial: point.isPartial || point.to >= today, ...counts }
  })
}

type FunnelStep = {
  stage: string
  leads: number
  fromPrevious: Share | null
  fromStart: Share
  entered: number | null
  /** Of the moves out of the stage made in the period, those that went on; null where nothing follows. */
  wentOn: Share | null
}

/**
 * Stage to stage, twice: of the leads that arrived in the period, how far they have come (a skipped stage counts as
 * passed); and of the moves made in the period, how many went on, whenever the lead arrived.
 */
export async function funnelOf(reader: ReportReader, period: Period): Promise<FunnelStep[]> {
  const reached = ["leads", "reached_contacted", "reached_qualified", "reached_proposal", "reached_negotiation", "reached_booked"] as const
  const sums = await sumOf(reader, { measures: [...reached, ...ENTERED_MEASURES, ...LEFT_MEASURES, ...ADVANCED_MEASURES], period })
  return FUNNEL_STAGES.map((stage, at) => {
    const measure = reached[at] ?? "leads"
    const before = reached[at - 1]
    const entered = ENTERED_MEASURES.find((name) => name === `entered_${stage}`)
    const [left, advanced] = [LEFT_MEASURES[at], ADVANCED_MEASURES[at]]
    return {
      stage,
      leads: sums[measure],
      fromPrevious: before ? shareOf(sums[measure], sums[before]) : null,
      fromStart: shareOf(sums[measure], sums.leads),
      entered: entered ? sums[entered] : null,
      wentOn: left && advanced ? shareOf(sums[advanced], sums[left]) : null,
    }
  })
}

type GroupRow = Totals & { key: string; conversion: Share; sla: Share; openNow: number }

const OPEN = OPEN_STAGES.map((stage) => `open_${stage}` as "open_new_lead")

/** One row a channel, agent or source, largest first. `openNow` is today's load, whatever the period. */
export async function groupsOf(reader: ReportReader, by: Grouping, period: Period): Promise<GroupRow[]> {
  const rows = await sumsOf(reader, { measures: TOTALS, period, by: [by] })
  const load = await sumsOf(reader, { measures: OPEN, period: EVER, by: [by] })
  const openOf = new Map(load.map((row) => [row[by] ?? "", OPEN.reduce((sum, measure) => sum + row[measure], 0)]))
  const keys = new Set([...rows.map((row) => row[by] ?? ""), ...[...openOf].flatMap(([key, open]) => (open > 0 ? [key] : []))])
  return [...keys]
    .map((key) => {
      const row = rows.find((one) => (one[by] ?? "") === key)
      const totals = Object.fromEntries(TOTALS.map((measure) => [measure, row?.[measure] ?? 0])) as Totals
      return { key, ...totals, conversion: conversionOf(totals), sla: slaOf(totals), openNow: openOf.get(key) ?? 0 }
    })
    .filter((row) => row.openNow > 0 || TOTALS.some((measure) => row[measure] !== 0))
    .sort((a, b) => b.leads - a.leads || b.bookings - a.bookings || (a.key < b.key ? -1 : 1))
}

/** Days before and after any lead. */
export const EVER: Period = { from: "1970-01-01", to: "2199-12-31" }

export type AgeBand = { label: string; period: Period } & Record<(typeof OPEN_STAGES)[number], number>

/** Open leads by how long they have stood in their stage, as of now. */
export async function ageingOf(reader: ReportReader): Promise<AgeBand[]> {
  const { today } = reader.scope
  const bands = [
    { label: "Today", period: { from: today, to: EVER.to } },
    { label: "1–2 days", period: { from: addDays(today, -2), to: addDays(today, -1) } },
    { label: "3–6 days", period: { from: addDays(today, -6), to: addDays(today, -3) } },
    { label: "7–29 days", period: { from: addDays(today, -29), to: addDays(today, -7) } },
    { label: "30 days and more", period: { from: EVER.from, to: addDays(today, -30) } },
  ]
  const rows: AgeBand[] = []
  for (const { label, period } of bands) {
    const sums = await sumOf(reader, { measures: OPEN, period })
    rows.push({
      label,
      period,
      ...Object.fromEntries(OPEN_STAGES.map((stage, at) => [stage, sums[OPEN[at] ?? "open_new_lead"]])),
    } as AgeBand)
  }
  return rows
}

/** The age caveat: the newest of a period's leads have had no time to become bookings. */
export async function youngestShare(reader: ReportReader, period: Period, leads: number): Promise<Share> {
  const from = addDays(reader.scope.today, -13)
  if (period.to < from || leads === 0) return shareOf(0, leads)
  const young = await sumOf(reader, { measures: ["leads"], period: { from: period.from > from ? period.from : from, to: period.to } })
  return shareOf(young.leads, leads)
}
