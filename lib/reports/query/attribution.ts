import { ATTRIBUTION_MODELS, type AttributionModel } from "@/lib/core/metrics/attribution"
import { WHOLE_CREDIT, type Measure } from "@/lib/core/metrics/measures"
import { sumsOf, type Dimension, type ReportReader } from "./reader"

/** What bookings can be given to: a visit has these, an agent has none. */
export const CREDITED = ["channel", "source", "campaign"] as const satisfies readonly Dimension[]
export type Credited = (typeof CREDITED)[number]

export type AttributionRow = { key: string } & Record<AttributionModel, { bookings: number; revenue: number }>

const MEASURES_OF: Record<AttributionModel, { bookings: Measure; revenue: Measure; whole: number }> = {
  first: { bookings: "bookings", revenue: "revenue", whole: 1 },
  last: { bookings: "last_bookings", revenue: "last_revenue", whole: WHOLE_CREDIT },
  linear: { bookings: "linear_bookings", revenue: "linear_revenue", whole: WHOLE_CREDIT },
  position: { bookings: "position_bookings", revenue: "position_revenue", whole: WHOLE_CREDIT },
}

/** Bookings made in the period and their money, given to channels or sources by every model side by side. */
export async function readAttribution(reader: ReportReader, by: Credited): Promise<AttributionRow[]> {
  const measures = ATTRIBUTION_MODELS.flatMap((model) => [MEASURES_OF[model].bookings, MEASURES_OF[model].revenue])
  const rows = await sumsOf(reader, { measures, period: reader.scope.period, by: [by] })
  return rows
    .filter((row) => measures.some((measure) => row[measure] !== 0))
    .map((row) => {
      const credit = (model: AttributionModel) => {
        const { bookings, revenue, whole } = MEASURES_OF[model]
        return { bookings: row[bookings] / whole, revenue: row[revenue] }
      }
      return { key: row[by] ?? "", first: credit("first"), last: credit("last"), linear: credit("linear"), position: credit("position") }
    })
    .sort((a, b) => b.linear.bookings - a.linear.bookings || b.linear.revenue - a.linear.revenue || (a.key < b.key ? -1 : 1))
}
