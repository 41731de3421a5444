import type { Explanation } from "@/components/charts/explanations"
import type { ReportAddress } from "./leads-href"
import type { Period } from "@/lib/core/metrics/periods"
import { metricOf, type MetricId } from "@/lib/core/metrics/glossary"
import { readReportQuery } from "@/lib/reports/figures/tolerant-query"
import { reportsAddress, type ReportQuery } from "@/lib/core/filters/reports"

type SearchParams = Record<string, string | string[] | undefined>

type ReportSearch = {
  query: ReportQuery
  explain: (...ids: MetricId[]) => Explanation[]
  /** Keys of the address that were not understood. */
  ignored: readonly string[]
}

/** What a dashboard's address asks. */
export function readSearch(given: SearchParams, now: Date): ReportSearch {
  const isExplained = reportsAddress.read(given).explain !== undefined
  return {
    query: readReportQuery(given, now),
    explain: (...ids) => (isExplained ? ids.map(metricOf) : []),
    ignored: reportsAddress.ignored(given),
  }
}

/** The same question with its days made definite: where the numbers of the page lead. */
export const definiteAddress = (query: ReportQuery, { from, to }: Period): ReportAddress => ({
  from,
  to,
  owner: query.owner?.join(",") ?? "",
  channel: query.channel?.join(",") ?? "",
  band: query.band?.join(",") ?? "",
  source: query.source ?? "",
  campaign: query.campaign ?? "",
})
