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
import { addressOf, readSearch } from "../report-search"

export const metadata: Metadata = { title: "Speed" }

export default async function SpeedPage({ searchParams }: PageProps<"/dashboards/speed">) {
  const ctx = await requirePage("reports.own")
  const { query, explain } = readSearch(await searchParams, ctx.now())
  const view = await readReports(ctx, query, async (reader) => ({
    overview: await readOverview(reader),
    funnel: await readFunnel(reader),
    byChannel: await readResponseTimes(reader, "channel"),
    byAgent: can(ctx.actor, "reports.team") ? await readResponseTimes(reader, "agent") : null,
    ageing: await ageingOf(reader),
  }))
  const address = addressOf(query, view.overview.period)
  const { asked, answered, answered_in_sla } = view.overview.current.totals
  const stays = view.funnel.timeInStage
  const hasStays = stays.some(({ count }) => count > 0)
  return (
    <ReportFrame ctx={ctx} title="Speed" query={query} frame={view.overview}>
      <ChartPanel
        title="What became of the first question"
        empty="Nobody asked anything in this period."
        file={`answers-${address.from}-${address.to}`}
        explain={explain("asked", "response", "sla")}
        chart={
          <BarsChart
            data={[
              ["In time", answered_in_sla] as const,
              ["Late", answered - answered_in_sla] as const,
              ["Not yet", asked - answered] as const,
            ].map(([label, value]) => ({ label, value, text: `${formatCount(value)} (${formatShare(asked > 0 ? value / asked : null)})` }))}
          />
        }
        figures={{
          columns: [{ label: "Leads that asked something" }, { label: "Leads" }],
          rows:
            asked === 0
              ? []
              : [
                  { key: "in", cells: [{ text: "Answered in time" }, countCell(answered_in_sla, leadsHref(address, "answered_in_sla"))] },
                  { key: "late", cells: [{ text: "Answered late" }, countCell(answered - answered_in_sla, leadsHref(address, "late"))] },
                  { key: "none", cells: [{ text: "Not answered yet" }, countCell(asked - answered, leadsHref(address, "unanswered"))] },
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
      <AgeingPanel bands={view.ageing} address={address} explain={explain("open")} />
    </ReportFrame>
  )
}
