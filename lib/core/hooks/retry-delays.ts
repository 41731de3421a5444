import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/core/time"

/** How long an endpoint that does not answer is waited for. */
export const GIVE_UP_MS = 3 * DAY_MS

const DELAYS_MS = [5_000, 30_000, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS, 8 * HOUR_MS]

/** The wait before the next try of a delivery that failed so often, up to a tenth longer by `chance` (0 to 1). */
export function retryDelayMs(attempts: number, chance: number): number {
  const delay = DELAYS_MS[Math.min(attempts, DELAYS_MS.length) - 1] ?? DELAYS_MS[0] ?? 0
  return Math.round(delay * (1 + chance / 10))
}
