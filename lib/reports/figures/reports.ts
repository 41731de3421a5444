import { users } from "@/db/schema"
import { NOBODY, FUNNEL_STAGES } from "@/lib/core/metrics/measures"
import type { Period } from "@/lib/core/metrics/periods"
import { shareOf } from "@/lib/core/metrics/wilson"
import { conversionOf, funnelOf, groupsOf, slaOf, totalsOf, trendOf, youngestShare, type Grouping } from "./figures"
import type { ReportReader } from "@/lib/reports/query/reader"
import { overallResponse, responsePercentiles, stagePercentiles } from "./percentiles"
import type { ConversionView, FunnelView, OverviewView, PeriodFigures, ReportFrame, ResponseTimesView } from "./report-views"

/** What the dashboards show, and what the API answers. */
export const frameOf = ({ scope, rules, pending }: ReportReader): ReportFrame => ({
  period: scope.period,
  compared: scope.compared,
  timeZone: rules.timeZone,
  currency: rules.currency,
  uncounted: pending.uncounted,
})

export async function readOverview(reader: ReportReader): Promise<OverviewView> {
  const { period, compared } = reader.scope
  const current = await figuresOf(reader, period)
  return {
    ...frameOf(reader),
    current,
    previous: compared ? await figuresOf(reader, compared) : null,
    young: await youngestShare(reader, period, current.totals.leads),
    trend: await trendOf(reader, period),
  }
}

async function figuresOf(reader: ReportReader, period: Period): Promise<PeriodFigures> {
  const totals = await totalsOf(reader, period)
  return {
    totals,
    conversion: conversionOf(totals),
    winRate: shareOf(totals.entered_booked, totals.entered_booked + totals.entered_lost),
    sla: slaOf(totals),
    response: await overallResponse(reader, period),
  }
}

export async function readFunnel(reader: ReportReader): Promise<FunnelView> {
  const steps = await funnelOf(reader, reader.scope.period)
  return {
    ...frameOf(reader),
    steps: steps.map((step, at) => ({ ...step, stage: FUNNEL_STAGES[at] ?? "new_lead" })),
    timeInStage: await stagePercentiles(reader, reader.scope.period),
  }
}

export async function readConversion(reader: ReportReader, by: Grouping): Promise<ConversionView> {
  const rows = await groupsOf(reader, by, reader.scope.period)
  const names = await namesOf(reader, by)
  const leads = rows.reduce((sum, row) => sum + row.leads, 0)
  const young = await youngestShare(reader, reader.scope.period, leads)
  return { ...frameOf(reader), by, young, rows: rows.map((row) => ({ ...row, name: names(row.key) })) }
}

export async function readResponseTimes(reader: ReportReader, by: Grouping): Promise<ResponseTimesView> {
  const { period } = reader.scope
  const totals = await totalsOf(reader, period)
  const groups = await groupsOf(reader, by, period)
  const percentiles = await responsePercentiles(reader, period, by)
  const names = await namesOf(reader, by)
  return {
    ...frameOf(reader),
    by,
    targetMinutes: reader.rules.targets.first_touch.minutes,
    overall: { ...(await overallResponse(reader, period)), asked: totals.asked, waiting: totals.waiting, sla: slaOf(totals) },
    rows: groups
      .filter(({ asked }) => asked > 0)
      .map(({ key, asked, waiting, sla }) => ({
        key,
        name: names(key),
        ...(percentiles.get(key) ?? { count: 0, median: null, p90: null }),
        asked,
        waiting,
        sla,
      })),
  }
}

/** A person's name for an owner; channels and sources are their own names. */
async function namesOf({ tx }: ReportReader, by: Grouping): Promise<(key: string) => string> {
  if (by !== "agent") return (key) => key
  const people = new Map((await tx.select({ id: users.id, name: users.name }).from(users)).map(({ id, name }) => [id, name]))
  return (key) => (key === NOBODY ? "Nobody" : (people.get(key) ?? "A former colleague"))
}
