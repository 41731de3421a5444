import { AppError } from "@/lib/platform/errors"
import { GroupBy } from "@/lib/reports/figures/figures"
import { readReports } from "@/lib/reports/query/reader"
import { REPORT_NAMES, REPORTS } from "@/lib/reports/figures/report-list"
import { apiRoute, queryOf } from "@/lib/web/route"
import { AdjustmentPage, ReportQuery } from "@/lib/core/filters/reports"

export const GET = apiRoute<{ report: string }>(async ({ ctx, request, params }) => {
  const name = REPORT_NAMES.find((one) => one === params.report)
  if (!name) throw new AppError("not_found", `There is no such report; there are ${REPORT_NAMES.join(", ")}.`)
  const { by, month, limit, cursor, ...query } = ReportQuery.extend({ by: GroupBy.default("channel"), ...AdjustmentPage.shape }).parse(
    queryOf(request),
  )
  const page = { month, limit, cursor }
  return Response.json(await readReports(ctx, query, (reader) => REPORTS[name].read({ ctx, reader, by, page })))
})
