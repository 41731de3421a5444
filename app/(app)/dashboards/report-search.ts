import type { z } from "zod"
import type { Explanation } from "@/components/reports/chart-panel"
import type { ReportAddress } from "@/components/reports/leads-href"
import type { Period } from "@/lib/core/metrics/periods"
import { metricOf, type MetricId } from "@/lib/core/metrics/glossary"
import { ReportQuery } from "@/lib/reports/report-query"

type Given = Record<string, string | string[] | undefined>

/** What a dashboard's address asks. A parameter that makes no sense is left out rather than failing the page. */
export const readSearch = (given: Given): { query: ReportQuery; isExplained: boolean; explain: (...ids: MetricId[]) => Explanation[] } => {
  const isExplained = "explain" in given
  return { query: understood(ReportQuery, given), isExplained, explain: (...ids) => (isExplained ? ids.map(metricOf) : []) }
}

/** What can be understood of an address: the rest of it still holds, and days the wrong way round are turned. */
export const understood = <T extends { from?: string | undefined; to?: string | undefined }>(
  schema: z.ZodType<T>,
  given: Given,
  otherwise: Given = {},
): T => {
  const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""))
  const whole = schema.safeParse(filled)
  if (whole.success) return isBackwards(whole.data) ? { ...whole.data, from: whole.data.to, to: whole.data.from } : whole.data
  const wrong = new Set(whole.error.issues.map(({ path }) => String(path[0])))
  return schema.parse({ ...otherwise, ...Object.fromEntries(Object.entries(filled).filter(([key]) => !wrong.has(key))) })
}

const isBackwards = ({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean =>
  from !== undefined && to !== undefined && from > to

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
