import type { Explanation } from "@/components/charts/explanations"
import type { ReportAddress } from "./leads-href"
import type { Period } from "@/lib/core/metrics/periods"
import { metricOf, type MetricId } from "@/lib/core/metrics/glossary"
import { readReportQuery } from "@/lib/reports/figures/tolerant-query"
import type { ReportQuery } from "@/lib/core/filters/reports"

type SearchParams = Record<string, string | string[] | undefined>

/** What a dashboard's address asks. */
export function readSearch(given: SearchParams, now: Date): { query: ReportQuery; explain: (...ids: MetricId[]) => Explanation[] } {
  const isExplained = "explain" in given
  return { query: readReportQuery(given, now), explain: (...ids) => (isExplained ? ids.map(metricOf) : []) }
}

/** The same question with its days made definite: where the numbers of the page lead. */
export const addressOf = (query: ReportQuery, { from, to }: Period): ReportAddress => ({
  from,
  to,
  owner: query.owner?.join(",") ?? "",
  channel: query.channel?.join(",") ?? "",
  band: query.band?.join(",") ?? "",
  source: query.source ?? "",
  campaign: query.campaign ?? "",
})
