import type { Metadata } from "next"
import { LinkButton } from "@/components/ui/button"
import { EmptyState } from "@/components/ui/states"
import { can } from "@/lib/permissions"
import { ageingOf } from "@/lib/reports/figures"
import { readReports } from "@/lib/reports/reader"
import { readConversion, readFunnel, readOverview, readResponseTimes } from "@/lib/reports/reports"
import { requirePage } from "@/lib/web/session"
import { AgeingPanel } from "./ageing-panel"
import { FunnelPanel, GroupsPanel, ResponsePanel, TrendPanel } from "./panels"
import { ReportFrame } from "./report-frame"
import { addressOf, readSearch } from "./report-search"
import { Tiles } from "./tiles"
import { YoungNote } from "./young-note"

export const metadata: Metadata = { title: "Overview" }

export default async function OverviewPage({ searchParams }: PageProps<"/dashboards">) {
  const ctx = await requirePage("reports.own")
  const { query, explain } = readSearch(await searchParams)
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
  const address = addressOf(query, overview.period)
  const isEmpty = overview.current.totals.leads === 0 && overview.current.totals.bookings === 0
  return (
    <ReportFrame ctx={ctx} title="Overview" frame={overview}>
      <Tiles view={overview} address={address} />
      <YoungNote young={overview.young} />
      {isEmpty ? (
        <EmptyState
          title="No lead arrived in this period"
          action={<LinkButton href="/dashboards?period=last_12_months">Look at the last 12 months</LinkButton>}
        >
          Choose a longer period, or take a filter away. Numbers appear within a second of the first event.
        </EmptyState>
      ) : null}
      {isEmpty ? null : (
        <>
          <TrendPanel view={overview} address={address} explain={explain("leads", "conversion", "bookings", "revenue")} />
          <FunnelPanel view={view.funnel} address={address} explain={explain("reached", "moves", "went_on", "win_rate")} />
          <GroupsPanel view={view.channels} address={address} explain={explain("conversion")} />
          {view.agents ? <GroupsPanel view={view.agents} address={address} explain={explain("conversion", "sla")} isRanking /> : null}
          <ResponsePanel view={view.response} address={address} explain={explain("response", "sla")} />
        </>
      )}
      <AgeingPanel bands={view.ageing} address={address} explain={explain("open")} />
    </ReportFrame>
  )
}
