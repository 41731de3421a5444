import { FIRST_RESPONSE } from "./measures"

/**
 * Histograms of durations. Medians cannot be added up, counts per bucket can: the counts of any days and any group add
 * up, they show in which bucket the median is and at which place, and only the durations of that bucket are read. The
 * result is exact, a duration that occurred, not an interpolation. In the lowest buckets, one minute wide, nothing
 * needs to be read.
 */
export type HistogramBucket = `b${number}`

/** Working minutes: one bucket per minute around the response targets. */
const RESPONSE_BOUNDS = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 25, 28, 30, 35, 40, 45, 50, 60, 75, 90, 120, 150, 180, 240,
  360, 600, 1200, 3000,
]

/** Wall-clock minutes, from five minutes to half a year. */
const STAGE_BOUNDS = [
  0, 5, 15, 30, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720, 900, 1080, 1260, 1440, 1800, 2160, 2520, 2880, 3600, 4320, 5040, 5760, 7200,
  8640, 10_080, 12_960, 15_840, 20_160, 25_920, 34_560, 43_200, 57_600, 79_200, 108_000, 151_200, 259_200,
]

export const HISTOGRAM_BUCKETS = RESPONSE_BOUNDS.map((_, at): HistogramBucket => `b${at}`)

/** The lower bound of each bucket, in minutes. */
export const boundsOf = (stage: string): readonly number[] => (stage === FIRST_RESPONSE ? RESPONSE_BOUNDS : STAGE_BOUNDS)

export function bucketOf(stage: string, minutes: number): number {
  const bounds = boundsOf(stage)
  let [low, high] = [0, bounds.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((bounds[middle] ?? 0) <= minutes) low = middle
    else high = middle - 1
  }
  return low
}

/** The duration of a bucket that holds only one, otherwise null. */
export function onlyMinutes(stage: string, bucket: number): number | null {
  const bounds = boundsOf(stage)
  const [from, next] = [bounds[bucket], bounds[bucket + 1]]
  return from !== undefined && next === from + 1 ? from : null
}

/** The place of a percentile: the bucket, and the position in it, counted from one. */
export function placeOf(counts: readonly number[], percent: number): { bucket: number; place: number } | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let left = Math.max(1, Math.ceil((total * percent) / 100))
  for (const [bucket, count] of counts.entries()) {
    if (left <= count) return { bucket, place: left }
    left -= count
  }
  return null
}
