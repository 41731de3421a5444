import type { Metadata } from "next"
import { STAGE_NAMES } from "@/components/lead/stage-pill"
import { BarsChart } from "@/components/charts/charts"
import { ChartPanel } from "@/components/charts/chart-panel"
import { leadsHref } from "@/app/(app)/dashboards/leads-href"
import { formatCount, formatMinutes, formatShare } from "@/lib/core/metrics/format"
import { can } from "@/lib/platform/permissions"
import { ageingOf } from "@/lib/reports/figures/figures"
import { readReports } from "@/lib/reports/query/reader"
import { readFunnel, readOverview, readResponseTimes } from "@/lib/reports/figures/reports"
import { requirePage } from "@/lib/web/session"
import { AgeingPanel } from "../ageing-panel"
import { countCell } from "../panels"
import { ResponsePanel } from "../response-panel"
import { ReportFrame } from "../report-frame"
import { definiteAddress, readSearch } from "../report-search"

export const metadata: Metadata = { title: "Speed" }

export default async function SpeedPage({ searchParams }: PageProps<"/dashboards/speed">) {
  const ctx = await requirePage("reports.own")
  const { query, explain, ignored } = readSearch(await searchParams, ctx.now())
  const view = await readReports(ctx, query, async (reader) => ({
    overview: await readOverview(reader),
    funnel: await readFunnel(reader),
    byChannel: await readResponseTimes(reader, "channel"),
    byAgent: can(ctx.actor, "reports.team") ? await readResponseTimes(reader, "agent") : null,
    ageing: await ageingOf(reader),
  }))
  const address = definiteAddress(query, view.overview.period)
  const { asked, answered_in_sla, late, waiting } = view.overview.current.totals
  const outcomes = [
    { metric: "answered_in_sla", label: "In time", title: "Answered in time", value: answered_in_sla },
    { metric: "late", label: "Late", title: "Answered late or overdue", value: late },
    { metric: "waiting", label: "Waiting", title: "Waiting, within the target", value: waiting },
    { metric: "settled", label: "Moved on", title: "Moved on before a reply was due", value: asked - answered_in_sla - late - waiting },
  ]
  const stays = view.funnel.timeInStage
  const hasStays = stays.some(({ count }) => count > 0)
  return (
    <ReportFrame ctx={ctx} title="Speed" query={query} ignored={ignored} frame={view.overview}>
      <ChartPanel
        title="What became of the first question"
        empty="No enquiries in this period."
        file={`answers-${address.from}-${address.to}`}
        explain={explain("asked", "response", "sla")}
        chart={
          <BarsChart
            data={outcomes.map(({ label, value }) => ({
              label,
              value,
              text: `${formatCount(value)} (${formatShare(asked > 0 ? value / asked : null)})`,
            }))}
          />
        }
        figures={{
          columns: [{ label: "Leads that asked something" }, { label: "Leads" }],
          rows:
            asked === 0
              ? []
              : [
                  ...outcomes.map(({ metric, title, value }) => ({
                    key: metric,
                    cells: [{ text: title }, countCell(value, leadsHref(address, metric))],
                  })),
                  { key: "all", cells: [{ text: "All" }, countCell(asked, leadsHref(address, "asked"))] },
                ],
        }}
      />
      <ResponsePanel view={view.byChannel} address={address} explain={explain("asked", "response", "sla")} />
      {view.byAgent ? <ResponsePanel view={view.byAgent} address={address} explain={explain("asked", "response", "sla")} /> : null}
      <ChartPanel
        title="Time in stage"
        note="From entering a stage to leaving it, over the moves out of it made in the period. The bar is the median."
        empty="No lead moved on in this period."
        file={`time-in-stage-${address.from}-${address.to}`}
        explain={explain("time_in_stage")}
        chart={
          <BarsChart
            unit="minutes"
            data={stays.map(({ stage, median }) => ({
              label: STAGE_NAMES[stage] ?? stage,
              value: median ?? 0,
              text: formatMinutes(median),
            }))}
          />
        }
        figures={{
          columns: [{ label: "Stage" }, { label: "Left" }, { label: "Median" }, { label: "9 in 10 within" }],
          rows: hasStays
            ? stays.map(({ stage, count, median, p90 }) => ({
                key: stage,
                cells: [
                  { text: STAGE_NAMES[stage] ?? stage },
                  countCell(count, leadsHref(address, `left_${stage}`)),
                  { text: formatMinutes(median), value: median ?? "" },
                  { text: formatMinutes(p90), value: p90 ?? "" },
                ],
              }))
            : [],
        }}
      />
      <AgeingPanel bands={view.ageing} now={ctx.now()} address={address} explain={explain("open")} />
    </ReportFrame>
  )
}
