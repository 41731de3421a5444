import type { Metadata } from "next"
import { can } from "@/lib/platform/permissions"
import { readAttribution } from "@/lib/reports/query/attribution"
import { readPaths } from "@/lib/reports/figures/paths"
import { readReports } from "@/lib/reports/query/reader"
import { readConversion } from "@/lib/reports/figures/reports"
import { readCosts } from "@/lib/reports/money/spend"
import { requirePage } from "@/lib/web/session"
import { AttributionPanel, CostPanel, PathsPanel } from "../money-panels"
import { GROUP_METRICS, GroupsPanel } from "../panels"
import { ReportFrame } from "../report-frame"
import { definiteAddress, readSearch } from "../report-search"
import { YoungNote } from "../young-note"

export const metadata: Metadata = { title: "Sources" }

export default async function SourcesPage({ searchParams }: PageProps<"/dashboards/sources">) {
  const ctx = await requirePage("reports.own")
  const { query, explain, ignored } = readSearch(await searchParams, ctx.now())
  const view = await readReports(ctx, query, async (reader) => ({
    sources: await readConversion(reader, "source"),
    campaigns: await readConversion(reader, "campaign"),
    bySource: await readAttribution(reader, "source"),
    byCampaign: await readAttribution(reader, "campaign"),
    paths: await readPaths(reader, "source"),
    costs: can(ctx.actor, "reports.team") ? [await readCosts(ctx, reader, "source"), await readCosts(ctx, reader, "campaign")] : [],
  }))
  const { currency, period } = view.sources
  const address = definiteAddress(query, period)
  return (
    <ReportFrame ctx={ctx} title="Sources" query={query} ignored={ignored} frame={view.sources}>
      <YoungNote young={view.sources.young} />
      <GroupsPanel view={view.sources} address={address} explain={explain(...GROUP_METRICS)} />
      <GroupsPanel view={view.campaigns} address={address} explain={explain(...GROUP_METRICS)} />
      <AttributionPanel rows={view.bySource} by="source" currency={currency} address={address} explain={explain("attribution")} />
      <AttributionPanel rows={view.byCampaign} by="campaign" currency={currency} address={address} explain={explain("attribution")} />
      <PathsPanel rows={view.paths} by="source" currency={currency} address={address} explain={explain("paths")} />
      {view.costs.map((costs) => (
        <CostPanel key={costs.by} view={costs} address={address} explain={explain("cost")} />
      ))}
    </ReportFrame>
  )
}
