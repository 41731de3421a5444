import type { Metadata } from "next"
import { leadsHref } from "@/components/reports/leads-href"
import { GoalForm } from "@/components/reports/goal-form"
import { BarsChart } from "@/components/reports/charts"
import { ChartPanel } from "@/components/reports/chart-panel"
import { lastDayOfMonth } from "@/lib/core/days"
import { formatCount, formatMoney, formatMonth } from "@/lib/core/metrics/format"
import { can } from "@/lib/permissions"
import { goalMonthOf, readGoals, type GoalView } from "@/lib/reports/goals"
import { readReports } from "@/lib/reports/reader"
import { frameOf } from "@/lib/reports/reports"
import { listColleagues } from "@/lib/team/list-colleagues"
import { requirePage } from "@/lib/web/session"
import { setGoalAction } from "../actions"
import { ReportFrame } from "../report-frame"
import { readSearch } from "../report-search"

export const metadata: Metadata = { title: "Goals" }

const METRIC_NAMES = { leads: "Leads", bookings: "Bookings", revenue: "Revenue" } as const

export default async function GoalsPage({ searchParams }: PageProps<"/dashboards/goals">) {
  const ctx = await requirePage("reports.own")
  const { query, explain } = readSearch(await searchParams, ctx.now())
  const isTeam = can(ctx.actor, "reports.team")
  const view = await readReports(ctx, query, async (reader) => {
    const month = goalMonthOf(reader)
    return { frame: frameOf(reader), goals: await readGoals(reader, month), month: month.slice(0, 7) }
  })
  const { currency } = view.frame
  const amount = (metric: GoalView["metric"], value: number) => (metric === "revenue" ? formatMoney(value, currency) : formatCount(value))
  return (
    <ReportFrame ctx={ctx} title="Goals" query={query} frame={view.frame} answersTo={[]}>
      {isTeam ? (
        <section aria-label="Set a goal" className="rounded-lg border border-line bg-raised p-4 shadow-xs">
          <GoalForm month={view.month} currency={currency} colleagues={await listColleagues(ctx)} set={setGoalAction} />
        </section>
      ) : null}
      <ChartPanel
        title={`Goals of ${formatMonth(view.month)}`}
        note="The month in which the period ends. The pace is what every day would have to bring for the month to reach its goal."
        file={`goals-${view.month}`}
        chart={
          <BarsChart
            unit="share"
            goal={1}
            data={view.goals.map(({ metric, ownerId, ownerName, target, actual }) => ({
              label: `${ownerId ? (ownerName ?? "Former").split(" ")[0] : "Team"}: ${METRIC_NAMES[metric].toLowerCase()}`,
              value: actual / target,
              text: `${Math.round((actual / target) * 100)} %`,
            }))}
          />
        }
        isWide
        explain={explain("leads", "bookings", "revenue", "pace")}
        empty={isTeam ? "No goal is set for this month. Set one above." : "No goal is set for you this month."}
        figures={{
          columns: [
            { label: "Who" },
            { label: "What", isText: true },
            { label: "So far" },
            { label: "Goal" },
            { label: "Reached" },
            { label: "Due by today" },
            { label: "Pace", isText: true },
            { label: "At this pace" },
          ],
          rows: view.goals.map(({ metric, ownerId, ownerName, target, actual, dueByNow, projected }) => ({
            key: `${ownerId ?? "team"}-${metric}`,
            cells: [
              { text: ownerId ? (ownerName ?? "A former colleague") : "The team" },
              { text: METRIC_NAMES[metric] },
              {
                text: amount(metric, actual),
                value: inUnits(metric, actual),
                ...(actual > 0 ? { href: leadsHref({ ...monthOf(view.month), owner: ownerId ?? "" }, metric) } : {}),
              },
              { text: amount(metric, target), value: inUnits(metric, target) },
              { text: `${Math.round((actual / target) * 100)} %`, value: actual / target },
              { text: amount(metric, dueByNow), value: inUnits(metric, dueByNow) },
              { text: paceOf(actual, dueByNow, target) },
              { text: projected === null ? "–" : amount(metric, projected), value: projected === null ? "" : inUnits(metric, projected) },
            ],
          })),
        }}
      />
    </ReportFrame>
  )
}

/** Money comes in minor units, and a spreadsheet gets it in whole ones. */
const inUnits = (metric: GoalView["metric"], value: number): number => (metric === "revenue" ? value / 100 : value)

const monthOf = (month: string) => ({ from: `${month}-01`, to: lastDayOfMonth(`${month}-01`) })

const paceOf = (actual: number, due: number, target: number): string =>
  actual >= target ? "reached" : actual >= due ? "ahead" : actual >= due * 0.9 ? "nearly there" : "behind"
