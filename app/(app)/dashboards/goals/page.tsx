import { ChevronLeft, ChevronRight } from "lucide-react"
import type { Metadata } from "next"
import { leadsHref } from "@/app/(app)/dashboards/leads-href"
import { GoalForm } from "./goal-form"
import { BarsChart } from "@/components/charts/charts"
import { ChartPanel } from "@/components/charts/chart-panel"
import { LinkButton } from "@/components/ui/button"
import { reportsAddress } from "@/lib/core/filters/reports"
import { addMonths, lastDayOfMonth } from "@/lib/core/days"
import { formatCount, formatMoney, formatMonth } from "@/lib/core/metrics/format"
import { fromHundredths } from "@/lib/core/money/money"
import { can } from "@/lib/platform/permissions"
import { goalMonthOf, readGoals, type GoalView } from "@/lib/reports/money/goals"
import { readReports } from "@/lib/reports/query/reader"
import { frameOf } from "@/lib/reports/figures/reports"
import { listColleagues } from "@/lib/team/list-colleagues"
import { requirePage } from "@/lib/web/session"
import { ReportFrame } from "../report-frame"
import { readSearch } from "../report-search"

export const metadata: Metadata = { title: "Goals" }

const METRIC_NAMES = { leads: "Leads", bookings: "Bookings", revenue: "Revenue" } as const

export default async function GoalsPage({ searchParams }: PageProps<"/dashboards/goals">) {
  const ctx = await requirePage("reports.own")
  const { query, explain, ignored } = readSearch(await searchParams, ctx.now())
  const isTeam = can(ctx.actor, "reports.team")
  const view = await readReports(ctx, query, async (reader) => {
    const month = goalMonthOf(reader)
    const isAhead = month > reader.scope.today
    return { frame: frameOf(reader), goals: await readGoals(ctx, reader, month), month: month.slice(0, 7), isAhead }
  })
  const { currency } = view.frame
  const amount = (metric: GoalView["metric"], value: number) => (metric === "revenue" ? formatMoney(value, currency) : formatCount(value))
  return (
    <ReportFrame ctx={ctx} title="Goals" query={query} ignored={ignored} frame={view.frame} answersTo={[]}>
      {isTeam ? (
        <section aria-label="Set a goal" className="rounded-lg border border-line bg-raised p-4 shadow-xs">
          <GoalForm key={view.month} month={view.month} currency={currency} colleagues={await listColleagues(ctx)} />
        </section>
      ) : null}
      <MonthLinks month={`${view.month}-01`} />
      <ChartPanel
        title={`Goals of ${formatMonth(view.month)}`}
        note="The month in which the period ends. Due by today is what the goal asks for by the end of today if every day brings the same; at this pace is where the month would end if the rest of it went like the time gone so far."
        file={`goals-${view.month}`}
        chart={
          <BarsChart
            unit="share"
            goal={1}
            data={view.goals.map(({ metric, ownerId, ownerName, target, actual }) => ({
              label: `${ownerId ? (ownerName ?? "Former").split(" ")[0] : "Team"}: ${METRIC_NAMES[metric].toLowerCase()}`,
              value: actual / target,
              text: `${Math.round((actual / target) * 100)}%`,
            }))}
          />
        }
        isWide
        explain={explain("leads", "bookings", "revenue", "pace")}
        empty={isTeam ? "No goal is set for this month. Set one above." : "No goal is set for you in this month."}
        figures={{
          columns: [
            { label: "Who" },
            { label: "What", isText: true },
            { label: "So far" },
            { label: "Goal" },
            { label: "Reached" },
            { label: "Due by today", hint: "The goal's share of the days of the month up to the end of today" },
            { label: "Pace", isText: true },
            {
              label: "At this pace",
              hint: "So far, for the time gone with the hours of today, times the whole month; from the second day on",
            },
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
              { text: `${Math.round((actual / target) * 100)}%`, value: actual / target },
              { text: amount(metric, dueByNow), value: inUnits(metric, dueByNow) },
              { text: view.isAhead ? "not begun" : paceOf(actual, dueByNow, target) },
              { text: projected === null ? "–" : amount(metric, projected), value: projected === null ? "" : inUnits(metric, projected) },
            ],
          })),
        }}
      />
    </ReportFrame>
  )
}

/** Money comes in hundredths, and a spreadsheet gets it in whole units. */
const inUnits = (metric: GoalView["metric"], value: number): number => (metric === "revenue" ? fromHundredths(value) : value)

const monthOf = (month: string) => ({ from: `${month}-01`, to: lastDayOfMonth(`${month}-01`) })

/** From month to month, also to those that are planned and have not begun. */
function MonthLinks({ month }: { month: string }) {
  const [before, after] = [addMonths(month, -1), addMonths(month, 1)]
  const href = (first: string) => reportsAddress.href(monthOf(first.slice(0, 7)), "/dashboards/goals")
  return (
    <nav aria-label="Months" className="flex flex-wrap items-center gap-2 text-sm">
      <LinkButton size="sm" href={href(before)} rel="prev">
        <ChevronLeft aria-hidden className="size-4 rtl:rotate-180" /> {formatMonth(before)}
      </LinkButton>
      <span aria-current="date" className="hidden px-2 font-medium sm:inline">
        {formatMonth(month)}
      </span>
      <LinkButton size="sm" href={href(after)} rel="next">
        {formatMonth(after)} <ChevronRight aria-hidden className="size-4 rtl:rotate-180" />
      </LinkButton>
    </nav>
  )
}

const paceOf = (actual: number, due: number, target: number): string =>
  actual >= target ? "reached" : actual >= due ? "ahead" : actual >= due * 0.9 ? "nearly there" : "behind"
