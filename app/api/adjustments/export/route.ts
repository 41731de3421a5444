import { fromHundredths } from "@/lib/core/money/money"
import { ADJUSTMENT_COLUMNS, exportAdjustments } from "@/lib/reports/figures/list-adjustments"
import { csvDownload } from "@/lib/web/csv-download"
import { apiRoute, queryOf } from "@/lib/web/route"
import { AdjustmentPage, ReportQuery } from "@/lib/core/filters/reports"

/** Every change of closed months that the filters leave, as a CSV file; `month` narrows it to one. Revenue in the currency's main unit. */
export const GET = apiRoute(async ({ ctx, request }) => {
  const { month, ...query } = ReportQuery.extend({ month: AdjustmentPage.shape.month }).parse(queryOf(request))
  const adjustments = await exportAdjustments(ctx, query, month)
  const cells = async function* () {
    for await (const one of adjustments) {
      const shown = { ...one, month: one.month.slice(0, 7), at: one.at.toISOString(), revenue: fromHundredths(one.revenue) }
      yield ADJUSTMENT_COLUMNS.map((column) => shown[column])
    }
  }
  return csvDownload(ctx, { fileName: "changes-of-closed-months.csv", header: ADJUSTMENT_COLUMNS, rows: cells() })
})
