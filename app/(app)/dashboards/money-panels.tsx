import { BarsChart } from "@/components/reports/charts"
import { ChartPanel, type Explanation } from "@/components/reports/chart-panel"
import { leadsHref, type ReportAddress } from "@/components/reports/leads-href"
import { ATTRIBUTION_MODELS } from "@/lib/core/metrics/attribution"
import { formatCredit, formatMoney } from "@/lib/core/metrics/format"
import type { AttributionRow } from "@/lib/reports/attribution"
import type { CostView } from "@/lib/reports/spend"
import { countCell, moneyCell, nameOfGroup } from "./panels"

const MODEL_NAMES = { first: "First touch", last: "Last touch", linear: "Linear", position: "Position-based" } as const
const MODEL_METRICS = { first: "bookings", last: "last_bookings", linear: "linear_bookings", position: "position_bookings" } as const

type AttributionProps = {
  rows: AttributionRow[]
  by: "channel" | "source" | "campaign"
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
    note="Bookings made in the period. The chart shows the linear model; first touch alone hides whoever closed, last touch whoever found."
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

const COST_TITLES = { channel: "Channel", source: "Source", campaign: "Campaign" } as const
type CostProps = { view: CostView; address: ReportAddress; explain: Explanation[] }

/** Spend against what it brought. What nothing was entered for has no cost, not a cost of nothing. */
export const CostPanel = ({ view: { by, currency, rows }, address, explain }: CostProps) => {
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
