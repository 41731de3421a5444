import type { Metadata } from "next"
import { IgnoredFilters } from "@/components/layout/ignored-filters"
import { PageHeader } from "@/components/layout/page-header"
import { channelLabel } from "@/components/lead/channel-icon"
import { BackToNumbers } from "./back-to-numbers"
import { ActiveFilterRow } from "@/components/layout/active-filter-chips"
import { activeFiltersOf } from "@/app/(app)/dashboards/active-filters"
import { ReportTabs } from "@/app/(app)/dashboards/report-tabs"
import { LeadsTable } from "@/components/table/leads-table"
import { Pager, pagesOf } from "@/components/table/pager"
import { EmptyState } from "@/components/ui/states"
import { formatCount, formatPeriod } from "@/lib/core/metrics/format"
import { stepsOf } from "@/lib/core/metrics/paths"
import type { Period } from "@/lib/core/metrics/periods"
import { can } from "@/lib/platform/permissions"
import { isAsOfNow, listLeadsBehind } from "@/lib/reports/figures/leads-behind"
import { readLeadsBehind } from "@/lib/reports/figures/tolerant-query"
import { listColleagues } from "@/lib/team/list-colleagues"
import { requirePage } from "@/lib/web/session"
import { titleOfMetric } from "./metric-titles"
import { leadsBehindAddress, type LeadsBehind } from "@/lib/core/filters/reports"

export const metadata: Metadata = { title: "Leads behind a number" }

export default async function LeadsBehindPage({ searchParams }: PageProps<"/dashboards/leads">) {
  const ctx = await requirePage("reports.own")
  const now = ctx.now().toISOString()
  const given = await searchParams
  const asked = leadsBehindAddress.read(given)
  const search = readLeadsBehind(given, ctx.now())
  const page = await listLeadsBehind(ctx, search)
  const isTeam = can(ctx.actor, "reports.team")
  const filters = activeFiltersOf({ query: search, colleagues: isTeam ? await listColleagues(ctx) : null, hasSelects: false })
  const isSame = page.total === page.leads || !COUNTS_EVENTS.test(search.metric)
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title={titleOfMetric(search.metric)}
        count={`${formatCount(page.leads)} ${page.leads === 1 ? "lead" : "leads"}`}
        description={`${wayOf(search)}${daysOf(search, page.period)}${isSame ? "" : ` · ${formatCount(page.total)} in all: some of these leads count more than once`}`}
        action={<BackToNumbers />}
      />
      <ReportTabs isTeam={isTeam} />
      <ActiveFilterRow filters={filters} />
      <IgnoredFilters keys={leadsBehindAddress.ignored(given)} />
      {page.data.length === 0 ? (
        <div className="p-4">
          <EmptyState title="No lead is behind this number">
            It may have changed since you looked: numbers follow the leads at once.
          </EmptyState>
        </div>
      ) : (
        <LeadsTable rows={page.data} now={now} hidden={[]} />
      )}
      <Pager {...pagesOf((cursor) => leadsBehindAddress.href({ ...asked, cursor }), asked, page.nextCursor)} />
    </div>
  )
}

function wayOf({ metric, path }: LeadsBehind): string {
  if (path === undefined || !metric.endsWith("_path")) return ""
  const steps = stepsOf(path).map((step) => (metric === "channel_path" ? channelLabel(step) : step === "-" ? "No source" : step))
  return `${steps.join(" → ")} · `
}

/** Open leads are open now; their days are those on which they came into their stage. */
function daysOf({ metric, from, to }: LeadsBehind, period: Period): string {
  if (!isAsOfNow(metric)) return formatPeriod(period)
  if (from && to) return `Open now, in their stage since ${formatPeriod({ from, to })}`
  if (from) return `Open now, in their stage since ${formatPeriod({ from, to: from })} or later`
  return to ? `Open now, in their stage since ${formatPeriod({ from: to, to })} or earlier` : "Open now"
}

const COUNTS_EVENTS = /^(entered_|left_|advanced_|channel_path$|source_path$|bookings$|foreign_bookings$|absorbed$|merges$)/
