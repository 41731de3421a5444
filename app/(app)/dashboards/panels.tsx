import { BarsChart, TrendChart } from "@/components/charts/charts"
import { ChartPanel } from "@/components/charts/chart-panel"
import type { Explanation } from "@/components/charts/explanations"
import type { Cell, FiguresRow } from "@/components/charts/figures"
import { leadsHref, openLeadsHref, type LeadFilterBy, type ReportAddress } from "./leads-href"
import { channelLabel } from "@/components/lead/channel-icon"
import { STAGE_NAMES } from "@/components/lead/stage-pill"
import { formatBucket, formatCount, formatDay, formatInterval, formatMonth, formatMoney, formatShare } from "@/lib/core/metrics/format"
import { bucketFor } from "@/lib/core/metrics/periods"
import type { MetricId } from "@/lib/core/metrics/glossary"
import { NOBODY } from "@/lib/core/metrics/measures"
import { RANKED_FROM, rankByLowerEnd, type Share } from "@/lib/core/metrics/wilson"
import type { ConversionView, FunnelView, OverviewView } from "@/lib/reports/figures/report-views"

export type PanelProps = { address: ReportAddress; explain: Explanation[] }
export const fileOf = (name: string, { from, to }: ReportAddress): string => `${name}-${from}-${to}`

/** A count as a link to its leads; none is not a link, for there is nothing to see. */
export const countCell = (value: number, href: string, note?: string): Cell => ({
  text: formatCount(value),
  value,
  ...(value > 0 ? { href } : {}),
  ...(note ? { note } : {}),
})

/** Money, leading to the leads that brought it. */
export const moneyCell = (minor: number, currency: string, href: string): Cell => ({
  text: formatMoney(minor, currency),
  value: minor / 100,
  ...(minor > 0 ? { href } : {}),
})

/** A rate with what it stands on, leading to the leads of its numerator. */
export const shareCell = (share: Share, href: string): Cell => ({
  text: formatShare(share.value),
  value: share.value === null ? "" : Math.round(share.value * 10_000) / 10_000,
  note: `${formatCount(share.numerator)} of ${formatCount(share.denominator)}`,
  ...(share.numerator > 0 ? { href } : {}),
})

const NONE: Cell = { text: "–", value: "" }

export const TrendPanel = ({ view, address, explain }: PanelProps & { view: OverviewView }) => (
  <ChartPanel
    title="Leads and bookings over time"
    file={fileOf("trend", address)}
    explain={explain}
    chart={
      <TrendChart
        data={view.trend.map(({ from, leads, bookings, isPartial }) => ({
          label: bucketFor(address) === "month" ? formatMonth(from) : formatDay(from),
          leads,
          bookings,
          isPartial,
        }))}
      />
    }
    figures={{
      columns: [{ label: "Days" }, { label: "Leads" }, { label: "Booked of these" }, { label: "Bookings made" }, { label: "Revenue" }],
      rows: view.trend.map(({ from, to, isPartial, leads, reached_booked, bookings, revenue }) => ({
        key: from,
        cells: [
          {
            text: formatBucket({ from, to }, bucketFor(address)),
            value: from,
            ...(isPartial ? { note: "in part" } : {}),
          },
          countCell(leads, leadsHref(address, "leads", { from, to })),
          countCell(reached_booked, leadsHref(address, "reached_booked", { from, to })),
          countCell(bookings, leadsHref(address, "bookings", { from, to })),
          moneyCell(revenue, view.currency, leadsHref(address, "revenue", { from, to })),
        ],
      })),
    }}
  />
)

export const FunnelPanel = ({ view, address, explain }: PanelProps & { view: FunnelView }) => (
  <ChartPanel
    isWide
    title="How far this period's leads have come"
    note="The leads that arrived in the period, as of now. A skipped stage counts as passed."
    file={fileOf("funnel", address)}
    explain={explain}
    chart={
      <BarsChart
        data={view.steps.map(({ stage, leads }) => ({ label: STAGE_NAMES[stage] ?? stage, value: leads, text: formatCount(leads) }))}
      />
    }
    figures={{
      columns: [
        { label: "Stage" },
        { label: "Leads" },
        { label: "From the stage before" },
        { label: "From all" },
        { label: "Moves in the period", hint: "Moves into the stage made in the period, whenever the lead arrived" },
        { label: "Went on", hint: "Of the moves out of the stage made in the period, those that went to a later one" },
      ],
      rows: view.steps.map(({ stage, leads, fromPrevious, fromStart, entered, wentOn }) => ({
        key: stage,
        cells: [
          { text: STAGE_NAMES[stage] ?? stage },
          countCell(leads, leadsHref(address, stage === "new_lead" ? "leads" : `reached_${stage}`)),
          fromPrevious ? shareCell(fromPrevious, leadsHref(address, `reached_${stage}`)) : NONE,
          { text: formatShare(fromStart.value), value: fromStart.value ?? "" },
          entered === null ? NONE : countCell(entered, leadsHref(address, `entered_${stage}`)),
          wentOn ? shareCell(wentOn, leadsHref(address, `advanced_${stage}`)) : NONE,
        ],
      })),
    }}
  />
)

export const nameOfGroup = (by: string, key: string, name: string): string =>
  by === "channel" ? channelLabel(key) : by === "agent" ? name : key === "" ? (by === "source" ? "No source" : "No campaign") : key

const GROUP_TITLES: Record<string, string> = { channel: "By channel", agent: "By agent", source: "By source", campaign: "By campaign" }

/** What a table of groups shows. */
export const GROUP_METRICS = ["leads", "conversion", "bookings", "revenue", "sla", "open"] as const satisfies readonly MetricId[]

type GroupsProps = PanelProps & { view: ConversionView; title?: string; isRanking?: boolean }

/** A rate with its denominator and its range. Rows of few leads are hatched and rank behind. */
export function GroupsPanel({ view, address, explain, title, isRanking = false }: GroupsProps) {
  const rows = isRanking ? rankByLowerEnd(view.rows, ({ key }) => key !== NOBODY) : view.rows.map((row) => ({ ...row, rank: null }))
  const shown = rows.filter(({ leads }) => leads > 0).slice(0, 12)
  return (
    <ChartPanel
      isWide
      title={title ?? GROUP_TITLES[view.by] ?? view.by}
      note={`Conversion of the leads that arrived in the period, with its 95 % range.${isRanking ? ` Ranked by the lower end of the range; agents with fewer than ${RANKED_FROM} leads are not ranked.` : ""}`}
      file={fileOf(`by-${view.by}`, address)}
      explain={explain}
      chart={
        shown.length === 0 ? undefined : (
          <BarsChart
            unit="share"
            data={shown.map(({ key, name, conversion, leads }) => ({
              label: nameOfGroup(view.by, key, name),
              value: conversion.value ?? 0,
              low: conversion.low,
              high: conversion.high,
              isFaint: leads < RANKED_FROM,
              text: `${formatShare(conversion.value)} of ${formatCount(leads)} (${formatInterval(conversion)})`,
            }))}
          />
        )
      }
      figures={{
        columns: [
          {
            label: view.by === "agent" ? "Agent" : view.by === "channel" ? "Channel" : view.by === "source" ? "Source" : "Campaign",
            isText: true,
          },
          ...(isRanking ? [{ label: "Rank" }] : []),
          { label: "Leads" },
          { label: "Booked" },
          { label: "Conversion" },
          { label: "Range" },
          { label: "Bookings" },
          { label: "Revenue" },
          { label: "In time", noteLabel: "answered or overdue" },
          { label: "Open now" },
        ],
        rows: rows.map((row): FiguresRow => {
          const only: LeadFilterBy = { [view.by]: row.key }
          return {
            key: row.key,
            isQuiet: row.leads < RANKED_FROM || row.key === NOBODY,
            cells: [
              { text: nameOfGroup(view.by, row.key, row.name) },
              ...(isRanking ? [{ text: row.rank === null ? "–" : String(row.rank), value: row.rank ?? "" }] : []),
              countCell(row.leads, leadsHref(address, "leads", only)),
              countCell(row.reached_booked, leadsHref(address, "reached_booked", only)),
              {
                text: formatShare(row.conversion.value),
                value: row.conversion.value ?? "",
                ...(row.reached_booked > 0 ? { href: leadsHref(address, "reached_booked", only) } : {}),
              },
              { text: formatInterval(row.conversion) },
              countCell(row.bookings, leadsHref(address, "bookings", only)),
              moneyCell(row.revenue, view.currency, leadsHref(address, "revenue", only)),
              {
                ...shareCell(row.sla, leadsHref(address, "answered_in_sla", only)),
                note: `of ${formatCount(row.sla.denominator)}`,
                noteValue: row.sla.denominator,
              },
              countCell(row.openNow, openLeadsHref(address, "open", only)),
            ],
          }
        }),
      }}
    />
  )
}
