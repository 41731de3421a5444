import Link from "next/link"
import type { ReactNode } from "react"
import { PageHeader } from "@/components/layout/page-header"
import { IgnoredFilters } from "@/components/layout/ignored-filters"
import { ActiveFilterRow } from "@/components/layout/active-filter-chips"
import { activeFiltersOf } from "./active-filters"
import { ChosenFilters, ReportCaption } from "@/components/charts/report-caption"
import { ReportFilters, type ReportChoice } from "./report-filters"
import { ReportTabs } from "./report-tabs"
import type { Ctx } from "@/lib/platform/context"
import { formatCount, formatPeriod } from "@/lib/core/metrics/format"
import { can } from "@/lib/platform/permissions"
import { UNCOUNTED_MAX } from "@/lib/reports/query/reader"
import type { ReportFrame as Frame } from "@/lib/reports/figures/report-views"
import { listColleagues } from "@/lib/team/list-colleagues"
import type { ReportQuery } from "@/lib/core/filters/reports"

type ReportFrameProps = {
  ctx: Ctx
  title: string
  query: ReportQuery
  ignored: readonly string[]
  frame: Pick<Frame, "period" | "compared" | "timeZone" | "uncounted">
  /** Which choices beside its days change the page: one that does nothing would mislead. */
  answersTo?: readonly ReportChoice[]
  children: ReactNode
}

/** What every dashboard has around its numbers: which it is, what it is about, and whether anything is missing from it. */
export async function ReportFrame({
  ctx,
  title,
  query,
  ignored,
  frame,
  answersTo = ["owner", "channel", "band"],
  children,
}: ReportFrameProps) {
  const isTeam = can(ctx.actor, "reports.team")
  const colleagues = isTeam ? await listColleagues(ctx) : null
  const { period, compared, timeZone, uncounted } = frame
  const choices: readonly string[] = answersTo.length === 0 ? [] : [...answersTo, "source", "campaign"]
  const active = (hasSelects: boolean) => activeFiltersOf({ query, colleagues, hasSelects }).filter(({ key }) => choices.includes(key))
  const filters = active(true)
  const caption = active(false)
    .map(({ text }) => text)
    .join(" · ")
  const against = compared && answersTo.includes("comparison") ? `, against ${formatPeriod(compared)}` : ""
  const about = `${formatPeriod(period)} · ${timeZone}`
  return (
    <ReportCaption about={isTeam ? about : `My leads · ${about}`} filters={caption}>
      <div className="flex h-full flex-col">
        <PageHeader
          title={isTeam ? title : `${title}: my leads`}
          description={
            <>
              {`${formatPeriod(period)}${against} · ${timeZone}`}
              <ChosenFilters />
            </>
          }
        />
        <ReportTabs isTeam={isTeam} />
        <ReportFilters period={period} answersTo={answersTo} colleagues={colleagues} />
        <ActiveFilterRow filters={filters} />
        <IgnoredFilters keys={ignored} />
        {uncounted > 0 ? (
          <p role="status" className="border-b border-line bg-warn-soft px-4 py-1.5 text-xs text-warn">
            {uncounted === 1
              ? "1 lead that changed a moment ago is"
              : `${formatCount(uncounted)} leads ${uncounted < UNCOUNTED_MAX ? "" : "or more "}that changed a moment ago are`}{" "}
            still being counted. Reload in a few seconds.
          </p>
        ) : null}
        <div className="relative min-h-0 grow overflow-auto" tabIndex={0} role="region" aria-label={title}>
          <div className="grid max-w-[1500px] grid-cols-[minmax(0,1fr)] gap-4 p-4">
            {children}
            <p className="text-xs text-ink-3">
              Every number links to exactly the leads it counts. What each means is in the{" "}
              <Link href="/dashboards/glossary" className="underline">
                glossary
              </Link>
              .
            </p>
          </div>
        </div>
      </div>
    </ReportCaption>
  )
}
