import { z } from "zod"
import { AppError } from "@/lib/errors"
import { GroupBy } from "@/lib/reports/figures"
import { readReports, type ReportReader } from "@/lib/reports/reader"
import { ReportQuery } from "@/lib/reports/report-query"
import { readConversion, readFunnel, readOverview, readResponseTimes } from "@/lib/reports/reports"
import { apiRoute, queryOf } from "@/lib/web/route"

const REPORTS: Record<string, (reader: ReportReader, by: z.infer<typeof GroupBy>) => Promise<object>> = {
  overview: readOverview,
  funnel: readFunnel,
  conversion: readConversion,
  "response-times": readResponseTimes,
}

export const GET = apiRoute<{ report: string }>(async ({ ctx, request, params }) => {
  const read = REPORTS[params.report]
  if (!read) throw new AppError("not_found", `There is no such report; there are ${Object.keys(REPORTS).join(", ")}.`)
  const query = ReportQuery.extend({ by: GroupBy.default("channel") }).parse(queryOf(request))
  return Response.json(await readReports(ctx, query, (reader) => read(reader, query.by)))
})
