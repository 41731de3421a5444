import { AppError } from "@/lib/errors"
import { GroupBy } from "@/lib/reports/figures"
import { readReports } from "@/lib/reports/reader"
import { REPORT_NAMES, REPORTS } from "@/lib/reports/report-list"
import { ReportQuery } from "@/lib/reports/report-query"
import { apiRoute, queryOf } from "@/lib/web/route"

export const GET = apiRoute<{ report: string }>(async ({ ctx, request, params }) => {
  const name = REPORT_NAMES.find((one) => one === params.report)
  if (!name) throw new AppError("not_found", `There is no such report; there are ${REPORT_NAMES.join(", ")}.`)
  const query = ReportQuery.extend({ by: GroupBy.default("channel") }).parse(queryOf(request))
  return Response.json(await readReports(ctx, query, (reader) => REPORTS[name].read({ ctx, reader, by: query.by })))
})
