import type { Metadata } from "next"
import { can } from "@/lib/platform/permissions"
import { readAttribution } from "@/lib/reports/query/attribution"
import { readPaths } from "@/lib/reports/figures/paths"
import { readReports } from "@/lib/reports/query/reader"
import { readConversion, readResponseTimes } from "@/lib/reports/figures/reports"
import { readCosts } from "@/lib/reports/money/spend"
import { requirePage } from "@/lib/web/session"
import { AttributionPanel, CostPanel, PathsPanel } from "../money-panels"
import { GROUP_METRICS, GroupsPanel } from "../panels"
import { ResponsePanel } from "../response-panel"
import { ReportFrame } from "../report-frame"
import { definiteAddress, readSearch } from "../report-search"
import { YoungNote } from "../young-note"

export const metadata: Metadata = { title: "Channels" }

export default async function ChannelsPage({ searchParams }: PageProps<"/dashboards/channels">) {
  const ctx = await requirePage("reports.own")
  const { query, explain, ignored } = readSearch(await searchParams, ctx.now())
  const view = await readReports(ctx, query, async (reader) => ({
    channels: await readConversion(reader, "channel"),
    attribution: await readAttribution(reader, "channel"),
    response: await readResponseTimes(reader, "channel"),
    paths: await readPaths(reader, "channel"),
    costs: can(ctx.actor, "reports.team") ? await readCosts(ctx, reader, "channel") : null,
  }))
  const address = definiteAddress(query, view.channels.period)
  return (
    <ReportFrame ctx={ctx} title="Channels" query={query} ignored={ignored} frame={view.channels}>
      <YoungNote young={view.channels.young} />
      <GroupsPanel view={view.channels} address={address} explain={explain(...GROUP_METRICS)} title="First channel of the leads" />
      <AttributionPanel
        rows={view.attribution}
        by="channel"
        currency={view.channels.currency}
        address={address}
        explain={explain("attribution")}
      />
      <PathsPanel rows={view.paths} by="channel" currency={view.channels.currency} address={address} explain={explain("paths")} />
      {view.costs ? <CostPanel view={view.costs} address={address} explain={explain("cost")} /> : null}
      <ResponsePanel view={view.response} address={address} explain={explain("asked", "response", "sla")} />
    </ReportFrame>
  )
}
