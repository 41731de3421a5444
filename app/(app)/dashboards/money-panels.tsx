import { BarsChart } from "@/components/reports/charts"
import { ChartPanel, type Explanation } from "@/components/reports/chart-panel"
import { leadsHref, type ReportAddress } from "@/components/reports/leads-href"
import { ATTRIBUTION_MODELS } from "@/lib/core/metrics/attribution"
import { formatCredit, formatMoney } from "@/lib/core/metrics/format"
import type { AttributionRow } from "@/lib/reports/attribution"
import type { ConversionView } from "@/lib/reports/report-views"
import { countCell, nameOfGroup } from "./panels"

const MODEL_NAMES = { first: "First touch", last: "Last touch", linear: "Linear", position: "Position-based" } as const
const MODEL_METRICS = { first: "bookings", last: "last_bookings", linear: "linear_bookings", position: "position_bookings" } as const

type AttributionProps = {
  rows: AttributionRow[]
  by: "channel" | "source" | "campaign"
  currency: string
  address: ReportAddress
  explain: Explanation[]
}

/** One table for all models: where they disagree is the news. */
export const AttributionPanel = ({ rows, by, currency, address, explain }: AttributionProps) => (
  <ChartPanel
    title={`Who brought the bookings, by ${by}`}
    note="Bookings made in the period. The chart shows the linear model; first touch alone hides whoever closed, last touch whoever found."
    file={`attribution-${by}-${address.from}-${address.to}`}
    explain={explain}
    empty="No booking was made in this period."
    chart={
      <BarsChart
        data={rows.slice(0, 12).map(({ key, linear }) => ({
          label: nameOfGroup(by, key, key),
          value: linear.bookings,
          text: `${formatCredit(linear.bookings)} · ${formatMoney(linear.revenue, currency)}`,
        }))}
      />
    }
    figures={{
      columns: [
        { label: by === "channel" ? "Channel" : by === "source" ? "Source" : "Campaign" },
        ...ATTRIBUTION_MODELS.map((model) => ({ label: MODEL_NAMES[model] })),
      ],
      rows: rows.map((row) => ({
        key: row.key,
        cells: [
          { text: nameOfGroup(by, row.key, row.key) },
          ...ATTRIBUTION_MODELS.map((model) => ({
            text: formatCredit(row[model].bookings),
            value: Math.round(row[model].bookings * 100) / 100,
            note: formatMoney(row[model].revenue, currency),
            ...(row[model].bookings > 0 ? { href: leadsHref(address, MODEL_METRICS[model], { [by]: row.key }) } : {}),
          })),
        ],
      })),
    }}
  />
)

type CostProps = { view: ConversionView; spend: ReadonlyMap<string, number>; address: ReportAddress; explain: Explanation[] }

/** Spend against what it brought. A channel that nothing was entered for has no cost, not a cost of nothing. */
export const CostPanel = ({ view, spend, address, explain }: CostProps) => {
  const rows = view.rows.filter(({ key }) => spend.has(key))
  const money = (minor: number) => ({ text: formatMoney(minor, view.currency), value: minor / 100 })
  const per = (amount: number, count: number) => (count > 0 ? money(Math.round(amount / count)) : { text: "–", value: "" })
  return (
    <ChartPanel
      title="Cost by channel"
      note="Spend is entered under Spend; a month that the period covers in part counts by its days."
      file={`cost-${address.from}-${address.to}`}
      explain={explain}
      empty="No spend is entered for these months. Enter it under Spend to see the cost per lead and per booking."
      figures={{
        columns: [
          { label: "Channel" },
          { label: "Spend" },
          { label: "Leads" },
          { label: "Per lead" },
          { label: "Bookings" },
          { label: "Per booking" },
          { label: "Revenue" },
        ],
        rows: rows.map((row) => {
          const amount = spend.get(row.key) ?? 0
          return {
            key: row.key,
            cells: [
              { text: nameOfGroup("channel", row.key, row.name) },
              money(amount),
              countCell(row.leads, leadsHref(address, "leads", { channel: row.key })),
              per(amount, row.leads),
              countCell(row.bookings, leadsHref(address, "bookings", { channel: row.key })),
              per(amount, row.bookings),
              money(row.revenue),
            ],
          }
        }),
      }}
    />
  )
}
