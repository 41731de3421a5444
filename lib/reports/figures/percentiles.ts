import { sql, type SQL } from "drizzle-orm"
import { FIRST_RESPONSE, OPEN_STAGES } from "@/lib/core/metrics/measures"
import type { Period } from "@/lib/core/metrics/periods"
import { onlyMinutes, placeOf, HISTOGRAM_BUCKETS } from "@/lib/core/metrics/histogram"
import type { StayRow } from "@/lib/reports/postings/posting-rows"
import {
  DIMENSION_COLUMNS,
  detailOf,
  list,
  notDirty,
  cached,
  storedParts,
  whereSql,
  type Dimension,
  type ReportReader,
} from "@/lib/reports/query/reader"
import type { ReportFilter } from "@/lib/reports/query/report-query"

/**
 * Medians and 90th percentiles, exact and without looking at every time: the counts by bucket say in which bucket the
 * time stands and at which place, and only that bucket is read. Marked leads are taken out of the counts and put back
 * as counted just now, like everywhere.
 */
type Percentiles = { count: number; median: number | null; p90: number | null }
const NO_PERCENTILES: Percentiles = { count: 0, median: null, p90: null }

type Asked = { period: Period; stages: readonly string[]; by?: Dimension; filter?: ReportFilter }
type Found = Percentiles & { stage: string; key: string }

/** Working minutes from the first question to the first answer, over the answered leads of the period. */
export async function responsePercentiles(reader: ReportReader, period: Period, by?: Dimension): Promise<Map<string, Percentiles>> {
  const found = await percentilesOf(reader, { period, stages: [FIRST_RESPONSE], ...(by ? { by } : {}) })
  return new Map(found.map(({ key, count, median, p90 }) => [key, { count, median, p90 }]))
}

export const overallResponse = async (reader: ReportReader, period: Period): Promise<Percentiles> =>
  (await responsePercentiles(reader, period)).get("") ?? NO_PERCENTILES

/** How long leads stood in each stage that they left in the period, in minutes on the wall clock. */
export async function stagePercentiles(reader: ReportReader, period: Period): Promise<({ stage: string } & Percentiles)[]> {
  const found = await percentilesOf(reader, { period, stages: OPEN_STAGES })
  return OPEN_STAGES.map((stage) => {
    const row = found.find((one) => one.stage === stage)
    return row ? { stage, count: row.count, median: row.median, p90: row.p90 } : { stage, ...NO_PERCENTILES }
  })
}

/** By stage, and by one dimension where it is asked for; what nothing was counted for is left out. */
export const percentilesOf = (reader: ReportReader, asked: Asked): Promise<Found[]> =>
  cached(reader, ["percentiles", { filter: reader.scope.filter, ...asked }], () => findPercentiles(reader, asked))

async function findPercentiles(reader: ReportReader, asked: Asked): Promise<Found[]> {
  const counted = await countBuckets(reader, asked)
  const targets = [...counted.values()].map(({ stage, key, counts }) => ({
    stage,
    key,
    count: counts.reduce((sum, count) => sum + count, 0),
    median: placeOf(counts, 50),
    p90: placeOf(counts, 90),
  }))
  const wanted = new Map<string, { stage: string; bucket: number }>()
  for (const { stage, median, p90 } of targets)
    for (const at of [median, p90])
      if (at && onlyMinutes(stage, at.bucket) === null) wanted.set(`${stage} ${at.bucket}`, { stage, bucket: at.bucket })
  const times = await readBuckets(reader, asked, [...wanted.values()])
  const timeAt = (stage: string, key: string, at: ReturnType<typeof placeOf>): number | null => {
    if (!at) return null
    return onlyMinutes(stage, at.bucket) ?? nthOf(times.get(nameOf(stage, key, at.bucket)) ?? [], at.place)
  }
  return targets.flatMap(({ stage, key, count, median, p90 }) =>
    count > 0 ? [{ stage, key, count, median: timeAt(stage, key, median), p90: timeAt(stage, key, p90) }] : [],
  )
}

type Counted = { stage: string; key: string; counts: number[] }
const nameOf = (stage: string, key: string, bucket?: number): string => [stage, key, bucket].join("\u0000")

async function countBuckets(reader: ReportReader, asked: Asked): Promise<Map<string, Counted>> {
  const { period, stages, by, filter = reader.scope.filter } = asked
  const columns = sql.raw(HISTOGRAM_BUCKETS.join(", "))
  const sums = sql.raw(HISTOGRAM_BUCKETS.map((bucket) => `sum(${bucket})::int`).join(", "))
  const parts = storedParts(period, undefined, detailOf(filter, by ? [by] : [])).map(
    ({ grain, from, to }) => sql`
      select stage, ${keySql(by)} as key, ${columns} from report_spreads
      where grain = ${grain} and stage in (${texts(stages)}) and start between ${from} and ${to}${whereSql(filter)}`,
  )
  const { rows } = await reader.tx.execute<Counted>(
    sql`select stage, key, array[${sums}] as counts from (${sql.join(parts, sql` union all `)}) kept group by 1, 2`,
  )
  const counted = new Map(rows.map((row) => [nameOf(row.stage, row.key), row]))
  for (const [stays, sign] of [
    [reader.pending.before.stays, -1],
    [reader.pending.live.stays, 1],
  ] as const)
    for (const stay of stays.filter((one) => isAsked(one, asked, filter))) {
      const key = keyOf(stay, by)
      const name = nameOf(stay.stage, key)
      const row = counted.get(name) ?? { stage: stay.stage, key, counts: HISTOGRAM_BUCKETS.map(() => 0) }
      row.counts[stay.bucket] = (row.counts[stay.bucket] ?? 0) + sign
      counted.set(name, row)
    }
  return counted
}

/** How often each time occurs in some buckets, in order of time. */
type Times = { minutes: number; n: number }[]

async function readBuckets(reader: ReportReader, asked: Asked, wanted: { stage: string; bucket: number }[]): Promise<Map<string, Times>> {
  if (wanted.length === 0) return new Map()
  const { period, by, filter = reader.scope.filter } = asked
  const { rows } = await reader.tx.execute<{ stage: string; bucket: number; key: string; minutes: number; n: number }>(sql`
    select stage, bucket, key, minutes, count(*)::int as n
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(stage text, bucket smallint)
    cross join lateral (
      select ${keySql(by)} as key, minutes from report_stays s
      where s.stage = w.stage and s.bucket = w.bucket and day between ${period.from} and ${period.to}${whereSql(filter)}${notDirty(reader.pending)}
    ) found group by 1, 2, 3, 4`)
  const buckets = new Set(wanted.map(({ stage, bucket }) => `${stage} ${bucket}`))
  const live = reader.pending.live.stays
    .filter((stay) => buckets.has(`${stay.stage} ${stay.bucket}`) && isAsked(stay, asked, filter))
    .map((stay) => ({ stage: stay.stage, bucket: stay.bucket, key: keyOf(stay, by), minutes: stay.minutes, n: 1 }))
  const times = new Map<string, Times>()
  for (const { stage, bucket, key, minutes, n } of [...rows, ...live].sort((a, b) => a.minutes - b.minutes)) {
    const name = nameOf(stage, key, bucket)
    const known = times.get(name)
    if (known) known.push({ minutes, n })
    else times.set(name, [{ minutes, n }])
  }
  return times
}

function nthOf(times: Times, place: number): number | null {
  let left = place
  for (const { minutes, n } of times) {
    if (left <= n) return minutes
    left -= n
  }
  return null
}

const keySql = (by: Dimension | undefined): SQL => (by ? sql`${sql.identifier(DIMENSION_COLUMNS[by])}::text` : sql`''::text`)

function keyOf(stay: StayRow, by: Dimension | undefined): string {
  if (!by) return ""
  return by === "agent" ? stay.ownerId : stay[by]
}

const isAsked = (stay: StayRow, { period, stages }: Asked, filter: ReportFilter): boolean =>
  stages.includes(stay.stage) && stay.day >= period.from && stay.day <= period.to && isWithin(stay, filter)

/** The filter of the statements, for postings that are not stored yet. */
const isWithin = (stay: StayRow, { owners, channels, bands, source, campaign }: ReportFilter): boolean =>
  (owners === null || owners.includes(stay.ownerId)) &&
  (channels === null || channels.includes(stay.channel)) &&
  (bands === null || bands.includes(stay.band)) &&
  (source === null || source === stay.source) &&
  (campaign === null || campaign === stay.campaign)

const texts = (values: readonly string[]): SQL => list(values.map((value) => sql`${value}`))
