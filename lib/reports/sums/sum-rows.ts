import { GRAINS, type Grain, type reportRollup, type reportSpreads } from "@/db/schema"
import { monthOf } from "@/lib/core/days"
import { MEASURES, NOBODY, type Dimensions } from "@/lib/core/metrics/measures"
import { HISTOGRAM_BUCKETS, type HistogramBucket } from "@/lib/core/metrics/histogram"
import type { StayRow, SumRow } from "@/lib/reports/postings/posting-rows"

/** What is to be added to the sums of each grain. Lines of one key are added up first: a statement may touch a row once. */
type Keyed = Dimensions & { day: string }
type Place = Dimensions & { grain: Grain; start: string }

const placesOf = ({ day, channel, ownerId, source, campaign, band }: Keyed): Place[] =>
  GRAINS.map((grain) => {
    const isFine = grain.length === 1
    const isTotal = grain.endsWith("t")
    return {
      grain,
      start: grain.startsWith("d") ? day : monthOf(day),
      channel,
      ownerId: isTotal ? NOBODY : ownerId,
      source: isFine ? source : "",
      campaign: isFine ? campaign : "",
      band: isTotal ? "" : band,
    }
  })

const keyOf = ({ grain, start, channel, ownerId, source, campaign, band }: Place): string =>
  [grain, start, channel, ownerId, source, campaign, band].join("\u0000")

export function rollupRows(difference: readonly SumRow[]): (typeof reportRollup.$inferInsert)[] {
  const sums = new Map<string, Omit<SumRow, "day"> & Place>()
  for (const { day, ...line } of difference)
    for (const place of placesOf({ day, ...line })) {
      const key = keyOf(place)
      const sum = sums.get(key)
      if (sum) for (const measure of MEASURES) sum[measure] += line[measure]
      else sums.set(key, { ...line, ...place })
    }
  return [...sums.values()].filter((sum) => MEASURES.some((measure) => sum[measure] !== 0))
}

const NO_COUNTS = Object.fromEntries(HISTOGRAM_BUCKETS.map((bucket) => [bucket, 0])) as Record<HistogramBucket, number>

export function histogramRows(before: readonly StayRow[], after: readonly StayRow[]): (typeof reportSpreads.$inferInsert)[] {
  type Sum = Place & Record<HistogramBucket, number> & { stage: string }
  const sums = new Map<string, Sum>()
  const add = (stay: StayRow, sign: 1 | -1) => {
    for (const place of placesOf(stay)) {
      const key = `${keyOf(place)}\u0000${stay.stage}`
      const sum: Sum = sums.get(key) ?? { ...NO_COUNTS, ...place, stage: stay.stage }
      const bucket: HistogramBucket = `b${stay.bucket}`
      sum[bucket] = (sum[bucket] ?? 0) + sign
      sums.set(key, sum)
    }
  }
  for (const stay of before) add(stay, -1)
  for (const stay of after) add(stay, 1)
  return [...sums.values()].filter((sum) => HISTOGRAM_BUCKETS.some((bucket) => sum[bucket] !== 0))
}
