import { and, eq, inArray, sql } from "drizzle-orm"
import { GRAINS, reportChecks, users } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import { SPREAD_BUCKETS } from "@/lib/core/metrics/spread"
import { notify } from "@/lib/followups/notify"
import { announceNotified } from "@/lib/live/announce"
import { newId } from "@/lib/ids"
import { countAllAnew } from "./count-all-anew"
import { EVER } from "./figures"
import { foldAllReports, rebuildSums } from "./fold-reports"
import { RAW_KEYS, RAW_MEASURES, rawCounts } from "./raw-counts"
import { disagreeingStays } from "./raw-stays"
import { readReports, sumsOf, type ReportReader } from "./reader"
import { NO_FILTER, ReportQuery } from "./report-query"

const DIFFERENCES_MAX = 100

/**
 * Holds the kept sums against a plain count of the leads, in one snapshot, and writes down what differs. A difference
 * is a fault of ours: it is an error in the log, it rings the bell of whoever answers for the numbers, it stands on the
 * data-quality page, and everything is counted anew.
 */
export const checkReports = async (ctx: Ctx): Promise<string[]> => {
  await foldAllReports(ctx)
  const differences = await findDifferences(ctx)
  await ctx.db.insert(reportChecks).values({ id: newId(), at: ctx.now(), differences: differences.slice(0, DIFFERENCES_MAX) })
  if (differences.length > 0) {
    ctx.log.error({ differences: differences.slice(0, 10), total: differences.length }, "the sums of the reports disagree with the leads")
    await ringBells(ctx, differences.length)
    await rebuildSums(ctx)
    await countAllAnew(ctx)
  }
  return differences
}

const ringBells = async (ctx: Ctx, count: number): Promise<void> => {
  const people = await ctx.db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.active, true), inArray(users.role, ["manager", "admin"])))
  const title = `The numbers disagreed with the leads in ${count} ${count === 1 ? "place" : "places"}; everything is being counted anew.`
  const notices = people.map(({ id }) => ({
    userId: id,
    kind: "report_check" as const,
    title,
    leadId: null,
    taskId: null,
    dedupeKey: `report_check:${id}:${ctx.now().toISOString()}`,
  }))
  await ctx.db.transaction((tx) => notify(tx, notices, ctx.now()))
  await announceNotified(
    ctx.db,
    people.map(({ id }) => id),
  )
}

const findDifferences = (ctx: Ctx): Promise<string[]> =>
  readReports(ctx, ReportQuery.parse({}), async (reader) => [
    ...(await disagreeingSums(reader)),
    ...(await disagreeingStays(reader)),
    ...(await disagreeingGrains(reader.tx)),
    ...(await disagreeingPaths(reader.tx)),
  ])

const disagreeingSums = async (reader: ReportReader): Promise<string[]> => {
  const { timeZone, currency } = reader.rules
  const raw = await rawCounts(reader.tx, { period: EVER, filter: NO_FILTER, timeZone, currency })
  const kept = await sumsOf(reader, { measures: RAW_MEASURES, period: EVER, filter: NO_FILTER, by: RAW_KEYS, bucket: "month" })
  const keyOf = (month: string | undefined, row: Partial<Record<(typeof RAW_KEYS)[number], string>>) =>
    [month, ...RAW_KEYS.map((key) => row[key])].join(" ")
  const counted = new Map(raw.map((row) => [keyOf(row.month, row), row]))
  const differences: string[] = []
  for (const row of kept) {
    const key = keyOf(row.bucket, row)
    const expected = counted.get(key)
    counted.delete(key)
    for (const measure of RAW_MEASURES) {
      const value = expected?.[measure] ?? 0
      if (row[measure] !== value) differences.push(`${key}: ${measure} is kept as ${row[measure]}, the leads say ${value}`)
    }
  }
  for (const [key, row] of counted)
    if (RAW_MEASURES.some((measure) => row[measure] !== 0)) differences.push(`${key}: nothing is kept, the leads say otherwise`)
  return differences
}

/** Days must add up to their month, with sources and without, and all of them to the postings. */
const disagreeingGrains = async (tx: { execute: Ctx["db"]["execute"] }): Promise<string[]> => {
  const { rows } = await tx.execute<{ what: string; month: string; kept: Record<string, number>; posted: number }>(sql`
    with sums(what, grain, month, n) as (
      select 'sums', grain, date_trunc('month', start), sum(${SOME_MEASURES}) from report_rollup group by 2, 3
      union all select 'sums', 'posted', date_trunc('month', day), sum(${SOME_MEASURES}) from report_entries group by 3
      union all select stage, grain, date_trunc('month', start), sum(${ALL_BUCKETS}) from report_spreads group by 1, 2, 3
      union all select stage, 'posted', date_trunc('month', day), sum(bucket + 1) from report_stays group by 1, 3
    )
    select what, to_char(month, 'YYYY-MM') as month, coalesce(jsonb_object_agg(grain, n) filter (where grain <> 'posted'), '{}') as kept,
      coalesce(sum(n) filter (where grain = 'posted'), 0)::float8 as posted
    from sums group by what, month
    having count(*) filter (where grain <> 'posted' and n <> 0) not in (0, ${GRAINS.length})
      or min(n) filter (where grain <> 'posted') is distinct from max(n) filter (where grain <> 'posted')
      or coalesce(max(n) filter (where grain <> 'posted'), 0) <> coalesce(sum(n) filter (where grain = 'posted'), 0)`)
  return rows.map(({ what, month, kept, posted }) => `${month}: ${what} are kept as ${JSON.stringify(kept)}, the postings say ${posted}`)
}

/** Every booking of the sums came some way, and brought what the way says. */
const disagreeingPaths = async (tx: { execute: Ctx["db"]["execute"] }): Promise<string[]> => {
  const { rows } = await tx.execute<{ month: string; n: number; told: number }>(sql`
    with both_sides as (
      select day, bookings as n, revenue, 0 as told, 0 as told_revenue from report_entries where bookings <> 0 or revenue <> 0
      union all select day, 0, 0, 1, revenue from report_paths
    )
    select to_char(day, 'YYYY-MM') as month, sum(n)::int as n, sum(told)::int as told from both_sides group by 1
    having sum(n) <> sum(told) or sum(revenue) <> sum(told_revenue)`)
  return rows.map(({ month, n, told }) => `${month}: ${n} bookings came ${told} ways, or brought other money`)
}

/** Enough to notice a sum that went its own way; each bucket weighs its number, so that none can stand for another. */
const SOME_MEASURES = sql.raw("leads + bookings + revenue + linear_bookings + questioned + absorbed")
const ALL_BUCKETS = sql.raw(SPREAD_BUCKETS.map((bucket, at) => `${bucket} * ${at + 1}`).join(" + "))
