import type { Metadata } from "next"
import { PageHeader } from "@/components/layout/page-header"
import { ReportTabs } from "@/components/reports/report-tabs"
import { LeadsTable } from "@/components/table/leads-table"
import { Pager } from "@/components/table/pager"
import { LinkButton } from "@/components/ui/button"
import { EmptyState } from "@/components/ui/states"
import { formatCount, formatPeriod } from "@/lib/core/metrics/format"
import { can } from "@/lib/permissions"
import { LeadsBehind, listLeadsBehind } from "@/lib/reports/leads-behind"
import { requirePage } from "@/lib/web/session"
import { titleOfMetric } from "./metric-titles"

export const metadata: Metadata = { title: "Leads behind a number" }

export default async function LeadsBehindPage({ searchParams }: PageProps<"/dashboards/leads">) {
  const ctx = await requirePage("reports.own")
  const given = Object.fromEntries(Object.entries(await searchParams).filter(([, value]) => value !== ""))
  const parsed = LeadsBehind.safeParse(given)
  const search = parsed.success ? parsed.data : LeadsBehind.parse({ metric: "leads" })
  const page = await listLeadsBehind(ctx, search)
  const query = new URLSearchParams(
    Object.entries(given).flatMap(([key, value]) => (typeof value === "string" && key !== "cursor" ? [[key, value]] : [])),
  )
  const back = new URLSearchParams(query)
  back.delete("metric")
  const isSame = page.total === page.leads || !COUNTS_EVENTS.test(search.metric)
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title={titleOfMetric(search.metric)}
        count={`${formatCount(page.leads)} ${page.leads === 1 ? "lead" : "leads"}`}
        description={`${search.metric.startsWith("open") ? "Open now" : formatPeriod(page.period)}${isSame ? "" : ` · ${formatCount(page.total)} in all: some of these leads count more than once`}`}
        action={<LinkButton href={`/dashboards?${back}`}>Back to the numbers</LinkButton>}
      />
      <ReportTabs isTeam={can(ctx.actor, "reports.team")} />
      {page.data.length === 0 ? (
        <div className="p-4">
          <EmptyState title="No lead is behind this number">
            It may have changed since you looked: numbers follow the leads at once.
          </EmptyState>
        </div>
      ) : (
        <LeadsTable rows={page.data} now={ctx.now().toISOString()} hidden={[]} />
      )}
      <Pager path="/dashboards/leads" query={query.toString()} isFirst={!search.cursor} nextCursor={page.nextCursor} />
    </div>
  )
}

const COUNTS_EVENTS = /^(entered_|left_|advanced_|channel_path$|source_path$|bookings$|foreign_bookings$|absorbed$|merges$)/
