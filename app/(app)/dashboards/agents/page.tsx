import type { Metadata } from "next"
import { readReports } from "@/lib/reports/query/reader"
import { readConversion, readResponseTimes } from "@/lib/reports/figures/reports"
import { requirePage } from "@/lib/web/session"
import { GROUP_METRICS, GroupsPanel } from "../panels"
import { ResponsePanel } from "../response-panel"
import { ReportFrame } from "../report-frame"
import { definiteAddress, readSearch } from "../report-search"
import { YoungNote } from "../young-note"

export const metadata: Metadata = { title: "Agents" }

export default async function AgentsPage({ searchParams }: PageProps<"/dashboards/agents">) {
  const ctx = await requirePage("reports.team")
  const { query, explain, ignored } = readSearch(await searchParams, ctx.now())
  const view = await readReports(ctx, query, async (reader) => ({
    agents: await readConversion(reader, "agent"),
    response: await readResponseTimes(reader, "agent"),
  }))
  const address = definiteAddress(query, view.agents.period)
  return (
    <ReportFrame ctx={ctx} title="Agents" query={query} ignored={ignored} frame={view.agents}>
      <YoungNote young={view.agents.young} />
      <GroupsPanel view={view.agents} address={address} explain={explain(...GROUP_METRICS)} title="Leaderboard" isRanking />
      <ResponsePanel view={view.response} address={address} explain={explain("asked", "response", "sla")} />
    </ReportFrame>
  )
}
