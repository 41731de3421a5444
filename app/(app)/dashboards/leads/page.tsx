import type { Metadata } from "next"
import { PageHeader } from "@/components/layout/page-header"
import { BackToNumbers } from "@/components/reports/back-to-numbers"
import { ReportTabs } from "@/components/reports/report-tabs"
import { LeadsTable } from "@/components/table/leads-table"
import { Pager } from "@/components/table/pager"
import { EmptyState } from "@/components/ui/states"
import { formatCount, formatPeriod } from "@/lib/core/metrics/format"
import { can } from "@/lib/permissions"
import { EVER } from "@/lib/reports/figures"
import { LeadsBehind, listLeadsBehind } from "@/lib/reports/leads-behind"
import { requirePage } from "@/lib/web/session"
import { understood } from "../report-search"
import { titleOfMetric } from "./metric-titles"

export const metadata: Metadata = { title: "Leads behind a number" }

export default async function LeadsBehindPage({ searchParams }: PageProps<"/dashboards/leads">) {
  const ctx = await requirePage("reports.own")
  const given = await searchParams
  const search = understood(LeadsBehind, given, { metric: "leads" })
  const page = await listLeadsBehind(ctx, search)
  const query = new URLSearchParams(
    Object.entries(given).flatMap(([key, value]) => (typeof value === "string" && value !== "" && key !== "cursor" ? [[key, value]] : [])),
  )
  const isOpen = search.metric.startsWith("open")
  const back = new URLSearchParams(query)
  for (const key of isOpen ? ["metric", "from", "to"] : ["metric"]) back.delete(key)
  const isSame = page.total === page.leads || !COUNTS_EVENTS.test(search.metric)
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title={titleOfMetric(search.metric)}
        count={`${formatCount(page.leads)} ${page.leads === 1 ? "lead" : "leads"}`}
        description={`${isOpen ? openSince(page.period) : formatPeriod(page.period)}${isSame ? "" : ` · ${formatCount(page.total)} in all: some of these leads count more than once`}`}
        action={<BackToNumbers otherwise={`/dashboards?${back}`} />}
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

const COUNTS_EVENTS = /^(entered_|left_|bookings$|foreign_bookings$|absorbed$|merges$)/

/** The days of an open lead are those on which it came to its stage. */
const openSince = ({ from, to }: { from: string; to: string }): string => {
  if (from === EVER.from) return to === EVER.to ? "Open now" : `Open now, in their stage since ${formatPeriod({ from: to, to })} or longer`
  return `Open now, in their stage since ${to === EVER.to ? `${formatPeriod({ from, to: from })} or later` : formatPeriod({ from, to })}`
}
