import { TileExplanations } from "@/components/charts/explanations"
import { leadsHref } from "./leads-href"
import { StatTile } from "@/components/ui/stat-tile"
import { changeOf, formatCount, formatMinutes, formatMoney, formatShare } from "@/lib/core/metrics/format"
import type { OverviewView } from "@/lib/reports/figures/report-views"
import type { PanelProps } from "./panels"

type Wanted = "more" | "less"

function deltaOf(now: number | null, before: number | null | undefined, kind: "share" | "number" | "minutes", wanted: Wanted) {
  const change = changeOf(now, before ?? null, kind)
  if (!change) return {}
  return { delta: { ...change, isGood: change.direction === "same" ? null : (change.direction === "up") === (wanted === "more") } }
}

/**
 * The six numbers of a morning, each with what it stands on and how it differs from the period before. The conversion
 * of a period whose leads are still young will rise, so that it is neither better nor worse than an older one's.
 */
export function Tiles({ view: { current, previous, young, currency }, address, explain }: PanelProps & { view: OverviewView }) {
  const { totals, conversion, winRate, sla, response } = current
  return (
    <>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
        <StatTile
          label="Leads"
          value={formatCount(totals.leads)}
          href={leadsHref(address, "leads")}
          {...deltaOf(totals.leads, previous?.totals.leads, "number", "more")}
        />
        <StatTile
          label="Conversion"
          value={formatShare(conversion.value)}
          of={`${formatCount(conversion.numerator)} of ${formatCount(conversion.denominator)}`}
          href={leadsHref(address, "reached_booked")}
          {...(young.numerator > 0
            ? { note: previous ? "too early to compare" : undefined }
            : deltaOf(conversion.value, previous?.conversion.value, "share", "more"))}
        />
        <StatTile
          label="Bookings made"
          value={formatCount(totals.bookings)}
          of={winRate.value === null ? undefined : `won ${formatShare(winRate.value)} of ${formatCount(winRate.denominator)} closed`}
          href={leadsHref(address, "bookings")}
          {...deltaOf(totals.bookings, previous?.totals.bookings, "number", "more")}
        />
        <StatTile
          label="Revenue"
          value={formatMoney(totals.revenue, currency)}
          href={leadsHref(address, "revenue")}
          {...deltaOf(totals.revenue, previous?.totals.revenue, "number", "more")}
        />
        <StatTile
          label="First response"
          value={formatMinutes(response.median)}
          of={response.median === null ? undefined : `median of ${formatCount(response.count)}`}
          href={leadsHref(address, "answered")}
          {...deltaOf(response.median, previous?.response.median, "minutes", "less")}
        />
        <StatTile
          label="Answered in time"
          value={formatShare(sla.value)}
          of={`${formatCount(sla.numerator)} of ${formatCount(sla.denominator)}`}
          href={leadsHref(address, "answered_in_sla")}
          {...deltaOf(sla.value, previous?.sla.value, "share", "more")}
        />
      </div>
      <TileExplanations explain={explain} />
    </>
  )
}
