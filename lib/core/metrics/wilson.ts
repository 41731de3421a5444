/** Standard normal quantile of a 95 % interval. */
const Z = 1.959_964

export type Share = {
  /** Null when there is nothing to divide by. */
  value: number | null
  numerator: number
  denominator: number
  /** The 95 % Wilson interval: where the true rate plausibly is, given so few cases. */
  low: number
  high: number
}

/**
 * A rate with its denominator and interval. Four bookings of four leads are not better than forty of fifty; ranking by
 * the lower end of the interval accounts for it.
 */
export function shareOf(numerator: number, denominator: number): Share {
  if (denominator <= 0) return { value: null, numerator, denominator, low: 0, high: 1 }
  const rate = numerator / denominator
  const z2 = Z * Z
  const centre = rate + z2 / (2 * denominator)
  const spread = Z * Math.sqrt(Math.max(0, (rate * (1 - rate) + z2 / (4 * denominator)) / denominator))
  const scale = 1 + z2 / denominator
  return { value: rate, numerator, denominator, low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) }
}

/** Below this many leads a rate is shown without a rank. */
export const RANKED_FROM = 20

/** Those with enough leads come first, by the lower end of their interval; the others follow without a rank. */
export function rankByLowerEnd<T extends { conversion: Share }>(
  rows: readonly T[],
  mayRank: (row: T) => boolean,
): (T & { rank: number | null })[] {
  const isRanked = (row: T) => row.conversion.denominator >= RANKED_FROM && mayRank(row)
  const byLow = (a: T, b: T) => b.conversion.low - a.conversion.low || b.conversion.denominator - a.conversion.denominator
  const ranked = rows.filter(isRanked).sort(byLow)
  const others = rows.filter((row) => !isRanked(row)).sort((a, b) => b.conversion.denominator - a.conversion.denominator)
  return [...ranked.map((row, at) => ({ ...row, rank: at + 1 })), ...others.map((row) => ({ ...row, rank: null }))]
}
