import { and, eq, inArray, sql, type SQL } from "drizzle-orm"
import { GRAINS, reportChecks, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { WHOLE_CREDIT } from "@/lib/core/metrics/measures"
import { notify } from "@/lib/notifications/notify"
import { announceNotified } from "@/lib/platform/live/announce"
import { newId } from "@/lib/platform/ids"
import { inTransaction } from "@/lib/platform/transaction"
import { recountAll } from "@/lib/reports/postings/dirty-leads"
import { EVER } from "@/lib/reports/figures/figures"
import { finerHistograms, finerSums, keptHistograms, keptSums } from "@/lib/reports/sums/finer-sums"
import { updateAllReports, rebuildSums } from "@/lib/reports/sums/update-reports"
import { COUNTED_KEYS, COUNTED_MEASURES, countLeads } from "./count-leads"
import { disagreeingTimes } from "./count-times"
import { readReports, sumsOf, type ReportReader } from "@/lib/reports/query/reader"
import { NO_FILTER } from "@/lib/reports/query/report-query"
import { ReportQuery } from "@/lib/core/filters/reports"

const DIFFERENCES_MAX = 100

/**
 * Holds the kept sums against a plain count of the leads, in one snapshot, and writes down what differs. A difference
 * is a fault of ours: it is an error in the log, it rings the bell of whoever answers for the numbers, it stands on the
 * data-quality page, and everything is recounted.
 */
export async function checkReports(ctx: Ctx): Promise<string[]> {
  await updateAllReports(ctx)
  const differences = await findDifferences(ctx)
  if (!differences) {
    ctx.log.warn("more leads changed than can be counted while the sums are held against them; there is no verdict this time")
    return []
  }
  await ctx.db.insert(reportChecks).values({ id: newId(), at: ctx.now(), differences: differences.slice(0, DIFFERENCES_MAX) })
  if (differences.length > 0) {
    ctx.log.error({ differences: differences.slice(0, 10), total: differences.length }, "the sums of the reports disagree with the leads")
    await ringBells(ctx, differences.length)
    await rebuildSums(ctx)
    await recountAll(ctx)
  }
  return differences
}

async function ringBells(ctx: Ctx, count: number): Promise<void> {
  const people = await ctx.db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.active, true), inArray(users.role, ["manager", "admin"])))
  const title = `The numbers disagreed with the leads in ${count} ${count === 1 ? "place" : "places"}; everything is being counted anew.`
  const notifications = people.map(({ id }) => ({
    userId: id,
    kind: "report_check" as const,
    title,
    leadId: null,
    taskId: null,
    dedupeKey: `report_check:${id}:${ctx.now().toISOString()}`,
  }))
  await inTransaction(ctx, (tx) => notify(tx, notifications, ctx.now()))
  await announceNotified(
    ctx.db,
    people.map(({ id }) => id),
  )
}

/** Null when a backlog stands between the sums and the leads, which is no fault of the sums. */
const findDifferences = (ctx: Ctx): Promise<string[] | null> =>
  readReports(ctx, ReportQuery.parse({}), async (reader) => {
    if (reader.pending.uncounted > 0) return null
    return [
      ...(await disagreeingSums(reader)),
      ...(await disagreeingTimes(reader)),
      ...(await disagreeingGrains(reader.tx)),
      ...(await disagreeingPaths(reader.tx)),
    ]
  })

async function disagreeingSums(reader: ReportReader): Promise<string[]> {
  const { timeZone, currency } = reader.rules
  const raw = await countLeads(reader.tx, { period: EVER, filter: NO_FILTER, timeZone, currency })
  const kept = await sumsOf(reader, { measures: COUNTED_MEASURES, period: EVER, filter: NO_FILTER, by: COUNTED_KEYS, bucket: "month" })
  const keyOf = (month: string | undefined, row: Partial<Record<(typeof COUNTED_KEYS)[number], string>>) =>
    [month, ...COUNTED_KEYS.map((key) => row[key])].join(" ")
  const counted = new Map(raw.map((row) => [keyOf(row.month, row), row]))
  const differences: string[] = []
  for (const row of kept) {
    const key = keyOf(row.bucket, row)
    const expected = counted.get(key)
    counted.delete(key)
    for (const measure of COUNTED_MEASURES) {
      const value = expected?.[measure] ?? 0
      if (row[measure] !== value) differences.push(`${key}: ${measure} is kept as ${row[measure]}, the leads say ${value}`)
    }
  }
  for (const [key, row] of counted)
    if (COUNTED_MEASURES.some((measure) => row[measure] !== 0)) differences.push(`${key}: nothing is kept, the leads say otherwise`)
  return differences
}

/** Every sum, measure by measure and key by key, must be what the next finer ones add up to, and the finest what the postings do. */
async function disagreeingGrains(tx: { execute: Ctx["db"]["execute"] }): Promise<string[]> {
  const differences: string[] = []
  for (const grain of GRAINS) {
    const { rows } = await tx.execute<{ what: string; start: string; n: number }>(sql`
      select 'sums' as what, to_char(min(start), 'YYYY-MM-DD') as start, count(*)::int as n
      from (${eitherSide(keptSums(grain), finerSums(grain))}) d having count(*) > 0
      union all select 'counts of times', to_char(min(start), 'YYYY-MM-DD'), count(*)::int
      from (${eitherSide(keptHistograms(grain), finerHistograms(grain))}) d having count(*) > 0`)
    for (const { what, start, n } of rows) differences.push(`${n} ${what} of grain ${grain} do not add up, the first of ${start}`)
  }
  return differences
}

/** Rows that only one side has. */
const eitherSide = (one: SQL, other: SQL): SQL => sql`(${one} except ${other}) union all (${other} except ${one})`

/** Every booking of the sums came some way, brought what the way says, and was given away exactly once by every model. */
async function disagreeingPaths(tx: { execute: Ctx["db"]["execute"] }): Promise<string[]> {
  const { rows } = await tx.execute<{ month: string; n: number; told: number }>(sql`
    with both_sides as (
      select day, bookings as n, revenue, last_bookings, linear_bookings, position_bookings, last_revenue, linear_revenue, position_revenue, 0 as told, 0 as told_revenue
      from report_entries
      union all select day, 0, 0, 0, 0, 0, 0, 0, 0, 1, revenue from report_paths
    )
    select to_char(day, 'YYYY-MM') as month, sum(n)::int as n, sum(told)::int as told from both_sides group by 1
    having sum(n) <> sum(told) or sum(revenue) <> sum(told_revenue)
      or not sum(n) * ${WHOLE_CREDIT} = all (array[sum(last_bookings), sum(linear_bookings), sum(position_bookings)])
      or not sum(revenue) = all (array[sum(last_revenue), sum(linear_revenue), sum(position_revenue)])`)
  return rows.map(({ month, n, told }) => `${month}: ${n} bookings came ${told} ways, brought other money or were not given away once`)
}
