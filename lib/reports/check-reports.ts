import { sql } from "drizzle-orm"
import { reportChecks } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import { newId } from "@/lib/ids"
import { countAllAnew } from "./count-all-anew"
import { EVER } from "./figures"
import { foldAllReports, rebuildSums } from "./fold-reports"
import { RAW_MEASURES, rawCounts } from "./raw-counts"
import { readReports, sumsOf } from "./reader"
import { ReportQuery } from "./report-query"

const DIFFERENCES_MAX = 100

/**
 * Holds the kept sums against a plain count of the leads, in one snapshot, and writes down what differs. A difference
 * is a fault of ours: it is an error in the log, a notice on the data-quality page, and everything is counted anew.
 */
export const checkReports = async (ctx: Ctx): Promise<string[]> => {
  await foldAllReports(ctx)
  const differences = await findDifferences(ctx)
  await ctx.db.insert(reportChecks).values({ id: newId(), at: ctx.now(), differences: differences.slice(0, DIFFERENCES_MAX) })
  if (differences.length > 0) {
    ctx.log.error({ differences: differences.slice(0, 10), total: differences.length }, "the sums of the reports disagree with the leads")
    await rebuildSums(ctx)
    await countAllAnew(ctx)
  }
  return differences
}

const findDifferences = (ctx: Ctx): Promise<string[]> =>
  readReports(ctx, ReportQuery.parse({}), async (reader) => {
    const { timeZone, currency } = reader.rules
    const filter = { owners: null, channels: null, bands: null, source: null, campaign: null }
    const raw = await rawCounts(reader.tx, { period: EVER, filter, timeZone, currency })
    const kept = await sumsOf(reader, { measures: RAW_MEASURES, period: EVER, filter, by: ["channel", "agent"], bucket: "month" })
    const keyOf = (month: string, channel: string, owner: string) => `${month} ${channel} ${owner}`
    const counted = new Map(raw.map((row) => [keyOf(row.month, row.channel, row.owner_id), row]))
    const differences: string[] = []
    const seen = new Set<string>()
    for (const row of kept) {
      const key = keyOf(row.bucket ?? "", row.channel ?? "", row.agent ?? "")
      seen.add(key)
      for (const measure of RAW_MEASURES) {
        const expected = counted.get(key)?.[measure] ?? 0
        if (row[measure] !== expected) differences.push(`${key}: ${measure} is kept as ${row[measure]}, the leads say ${expected}`)
      }
    }
    for (const [key, row] of counted) {
      if (!seen.has(key) && RAW_MEASURES.some((measure) => row[measure] !== 0))
        differences.push(`${key}: nothing is kept, the leads say otherwise`)
    }
    return [...differences, ...(await disagreeingGrains(reader.tx))]
  })

/** Days must add up to their month, and both to the postings. */
const disagreeingGrains = async (tx: { execute: Ctx["db"]["execute"] }): Promise<string[]> => {
  const { rows } = await tx.execute<{ month: string; by_day: number; by_month: number; posted: number }>(sql`
    select to_char(month, 'YYYY-MM') as month, sum(d)::float8 as by_day, sum(m)::float8 as by_month, sum(p)::float8 as posted from (
      select date_trunc('month', start) as month, leads + bookings + revenue + linear_bookings as d, 0 as m, 0 as p from report_rollup where grain = 'd'
      union all select start, 0, leads + bookings + revenue + linear_bookings, 0 from report_rollup where grain = 'm'
      union all select date_trunc('month', day), 0, 0, leads + bookings + revenue + linear_bookings from report_entries
    ) all_of_it group by 1 having sum(d) <> sum(m) or sum(d) <> sum(p)`)
  return rows.map(({ month, by_day, by_month, posted }) => `${month}: days ${by_day}, months ${by_month}, postings ${posted} do not agree`)
}
