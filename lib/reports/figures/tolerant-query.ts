import { addDays, isoDay } from "@/lib/core/days"
import type { SearchParams } from "nuqs/server"
import { isAsOfNow } from "./leads-behind"
import { DAYS_MAX } from "@/lib/reports/query/report-query"
import { LeadsBehind, leadsBehindAddress, ReportQuery, reportsAddress } from "@/lib/core/filters/reports"

/**
 * The address of a dashboard shows what can be understood of it, with its days brought into order. The API takes the same
 * questions by the same schemas and says what is wrong instead.
 */
export const readReportQuery = (given: SearchParams, now: Date): ReportQuery => inOrder(ReportQuery.parse(reportsAddress.read(given)), now)

export function readLeadsBehind(given: SearchParams, now: Date): LeadsBehind {
  const search = LeadsBehind.parse({ metric: "leads", ...leadsBehindAddress.read(given) })
  return isAsOfNow(search.metric) ? forwards(search) : inOrder(search, now)
}

type Days = { from?: string | undefined; to?: string | undefined }

const forwards = <Q extends Days>(query: Q): Q =>
  query.from !== undefined && query.to !== undefined && query.from > query.to ? { ...query, from: query.to, to: query.from } : query

/** The last ten years of what was asked. The day in the team's time zone may be one later than the server's. */
function inOrder<Q extends Days>(asked: Q, now: Date): Q {
  const query = forwards(asked)
  if (query.from === undefined) return query
  const earliest = addDays(query.to ?? isoDay(now.getTime()), 1 - DAYS_MAX)
  return query.from < earliest ? { ...query, from: earliest } : query
}
