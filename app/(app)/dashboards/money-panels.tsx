import { BarsChart } from "@/components/charts/charts"
import { ChartPanel } from "@/components/charts/chart-panel"
import type { Explanation } from "@/components/charts/explanations"
import { leadsHref, type ReportAddress } from "./leads-href"
import { ATTRIBUTION_MODELS } from "@/lib/core/metrics/attribution"
import { formatCount, formatCredit, formatMoney, formatShare } from "@/lib/core/metrics/format"
import { stepsOf } from "@/lib/core/metrics/paths"
import type { AttributionRow, Credited } from "@/lib/reports/query/attribution"
import type { PathKey, PathRow } from "@/lib/reports/figures/paths"
import type { CostView } from "@/lib/reports/money/spend"
import { countCell, fileOf, moneyCell, nameOfGroup } from "./panels"

const MODEL_NAMES = { first: "First touch", last: "Last touch", linear: "Linear", position: "Position-based" } as const
const MODEL_METRICS = { first: "bookings", last: "last_bookings", linear: "linear_bookings", position: "position_bookings" } as const

type AttributionProps = {
  rows: AttributionRow[]
  by: Credited
  currency: string
  address: ReportAddress
  explain: Explanation[]
}

/** Chart and table in one order: who brought the most bookings first. */
const byLinear = (rows: readonly AttributionRow[]) =>
  [...rows].sort((a, b) => b.linear.bookings - a.linear.bookings || b.linear.revenue - a.linear.revenue)

/** One table for all models: where they disagree is the news. */
export const AttributionPanel = ({ rows, by, currency, address, explain }: AttributionProps) => (
  <ChartPanel
    isWide
    title={`Who brought the bookings, by ${by}`}
    note="Bookings made in the period. The chart shows the linear model; first touch alone hides the agent who closed, last touch the source that found the lead."
    file={`attribution-${by}-${address.from}-${address.to}`}
    explain={explain}
    empty="No booking was made in this period."
    chart={
      <BarsChart
        data={byLinear(rows)
          .slice(0, 12)
          .map(({ key, linear }) => ({
            label: nameOfGroup(by, key, key),
            value: linear.bookings,
            text: formatCredit(linear.bookings),
          }))}
      />
    }
    figures={{
      columns: [
        { label: by === "channel" ? "Channel" : by === "source" ? "Source" : "Campaign" },
        ...ATTRIBUTION_MODELS.map((model) => ({ label: MODEL_NAMES[model], noteLabel: "revenue" })),
      ],
      rows: byLinear(rows).map((row) => ({
        key: row.key,
        cells: [
          { text: nameOfGroup(by, row.key, row.key) },
          ...ATTRIBUTION_MODELS.map((model) => ({
            text: formatCredit(row[model].bookings),
            value: Math.round(row[model].bookings * 100) / 100,
            note: formatMoney(row[model].revenue, currency),
            noteValue: row[model].revenue / 100,
            ...(row[model].bookings > 0 ? { href: leadsHref(address, MODEL_METRICS[model], { [by]: row.key }) } : {}),
          })),
        ],
      })),
    }}
  />
)

type PathsProps = { rows: PathRow[]; by: PathKey; currency: string; address: ReportAddress; explain: Explanation[] }

/** How people came to their bookings: several visits are the rule, and which follows which is what a budget needs to know. */
export function PathsPanel({ rows, by, currency, address, explain }: PathsProps) {
  const all = rows.reduce((sum, row) => sum + row.bookings, 0)
  const told = (path: string) => stepsOf(path).map((step) => (step === "…" ? step : nameOfGroup(by, step === "-" ? "" : step, step)))
  const nameOf = ({ path, ways }: PathRow, arrow: string) => (path === null ? `${formatCount(ways)} rarer paths` : told(path).join(arrow))
  return (
    <ChartPanel
      isWide
      title={`Paths to a booking, by ${by}`}
      note="The visits before each booking made in the period, first to last; repetitions are told once, of long paths both ends."
      file={fileOf(`paths-by-${by}`, address)}
      explain={explain}
      empty="No booking was made in this period."
      chart={
        <BarsChart
          data={rows.slice(0, 8).map((row) => ({ label: nameOf(row, " › "), value: row.bookings, text: formatCount(row.bookings) }))}
        />
      }
      figures={{
        columns: [
          { label: "Path", wraps: true },
          { label: "Bookings" },
          { label: "Of all" },
          { label: "Revenue" },
          { label: "Visits", hint: "Visits before the booking, on average" },
          { label: "Days", hint: "From the first touch to the booking, on average" },
        ],
        rows: rows.map((row) => {
          const only = row.path === null ? {} : { path: row.path }
          const href = leadsHref(address, `${by}_path`, only)
          return {
            key: row.path ?? "",
            isQuiet: row.path === null,
            cells: [
              { text: nameOf(row, " → ") },
              countCell(row.bookings, href),
              { text: formatShare(row.bookings / all), value: row.bookings / all },
              moneyCell(row.revenue, currency, href),
              { text: formatCredit(row.visits), value: row.visits },
              { text: formatCredit(row.days), value: row.days },
            ],
          }
        }),
      }}
    />
  )
}

const COST_TITLES = { channel: "Channel", source: "Source", campaign: "Campaign" } as const
type CostProps = { view: CostView; address: ReportAddress; explain: Explanation[] }

/** Spend against what it brought. What nothing was entered for has no cost, not a cost of nothing. */
export function CostPanel({ view: { by, currency, rows }, address, explain }: CostProps) {
  const money = (minor: number) => ({ text: formatMoney(minor, currency), value: minor / 100 })
  const per = (amount: number, count: number) => (count > 0 ? money(Math.round(amount / count)) : { text: "–", value: "" })
  const { owner: _owner, band: _band, ...whole } = address
  return (
    <ChartPanel
      title={`Cost by ${by}`}
      note="Of the whole team and every band, for spend is entered for neither. A month that the period covers in part counts by its days."
      file={`cost-by-${by}-${address.from}-${address.to}`}
      explain={explain}
      empty={`No spend is entered by ${by} for these months. Enter it under Spend to see the cost per lead and per booking.`}
      figures={{
        columns: [
          { label: COST_TITLES[by] },
          { label: "Spend" },
          { label: "Leads" },
          { label: "Per lead" },
          { label: "Bookings" },
          { label: "Per booking" },
          { label: "Revenue" },
        ],
        rows: rows.map((row) => {
          const only = { [by]: row.key }
          return {
            key: row.key,
            cells: [
              { text: nameOfGroup(by, row.key, row.key) },
              money(row.spend),
              countCell(row.leads, leadsHref(whole, "leads", only)),
              per(row.spend, row.leads),
              countCell(row.bookings, leadsHref(whole, "bookings", only)),
              per(row.spend, row.bookings),
              moneyCell(row.revenue, currency, leadsHref(whole, "revenue", only)),
            ],
          }
        }),
      }}
    />
  )
}
