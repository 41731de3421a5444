import type { Metadata } from "next"
import { LinkButton } from "@/components/ui/button"
import { EmptyState } from "@/components/ui/states"
import { can } from "@/lib/platform/permissions"
import { ageingOf } from "@/lib/reports/figures/figures"
import { readReports } from "@/lib/reports/query/reader"
import { readConversion, readFunnel, readOverview, readResponseTimes } from "@/lib/reports/figures/reports"
import { requirePage } from "@/lib/web/session"
import { AgeingPanel } from "./ageing-panel"
import { FunnelPanel, GROUP_METRICS, GroupsPanel, TrendPanel } from "./panels"
import { ResponsePanel } from "./response-panel"
import { ReportFrame } from "./report-frame"
import { definiteAddress, readSearch } from "./report-search"
import { Tiles } from "./tiles"
import { YoungNote } from "./young-note"

export const metadata: Metadata = { title: "Overview" }

export default async function OverviewPage({ searchParams }: PageProps<"/dashboards">) {
  const ctx = await requirePage("reports.own")
  const { query, explain, ignored } = readSearch(await searchParams, ctx.now())
  const isTeam = can(ctx.actor, "reports.team")
  const view = await readReports(ctx, query, async (reader) => ({
    overview: await readOverview(reader),
    funnel: await readFunnel(reader),
    channels: await readConversion(reader, "channel"),
    agents: isTeam ? await readConversion(reader, "agent") : null,
    response: await readResponseTimes(reader, "channel"),
    ageing: await ageingOf(reader),
  }))
  const { overview } = view
  const address = definiteAddress(query, overview.period)
  const isEmpty = overview.current.totals.leads === 0 && overview.current.totals.bookings === 0
  return (
    <ReportFrame
      ctx={ctx}
      title="Overview"
      query={query}
      ignored={ignored}
      frame={overview}
      answersTo={["comparison", "owner", "channel", "band"]}
    >
      <Tiles
        view={overview}
        address={address}
        explain={explain("leads", "conversion", "bookings", "win_rate", "revenue", "response", "sla")}
      />
      <YoungNote young={overview.young} />
      {isEmpty ? (
        <EmptyState
          title="No lead arrived in this period"
          action={<LinkButton href="/dashboards?period=last_12_months">Look at the last 12 months</LinkButton>}
        >
          Choose a longer period, or take a filter away. Numbers appear within a second of the first event.
        </EmptyState>
      ) : null}
      {overview.trend.some(({ leads, bookings }) => leads + bookings > 0) ? (
        <TrendPanel view={overview} address={address} explain={explain("leads", "conversion", "bookings", "revenue")} />
      ) : null}
      {view.funnel.steps.some(({ leads, entered, wentOn }) => leads + (entered ?? 0) + (wentOn?.denominator ?? 0) > 0) ? (
        <FunnelPanel view={view.funnel} address={address} explain={explain("reached", "moves", "went_on")} />
      ) : null}
      {view.channels.rows.length > 0 ? <GroupsPanel view={view.channels} address={address} explain={explain(...GROUP_METRICS)} /> : null}
      {view.agents && view.agents.rows.length > 0 ? (
        <GroupsPanel view={view.agents} address={address} explain={explain(...GROUP_METRICS)} isRanking />
      ) : null}
      {view.response.rows.length > 0 ? (
        <ResponsePanel view={view.response} address={address} explain={explain("asked", "response", "sla")} />
      ) : null}
      <AgeingPanel bands={view.ageing} now={ctx.now()} address={address} explain={explain("open")} />
    </ReportFrame>
  )
}
