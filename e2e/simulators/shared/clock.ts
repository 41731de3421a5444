/**
 * Time as the simulated account sees it. It follows the wall until somebody moves it, so that index lag, rate windows and
 * token expiry can be stepped through without waiting. A manual clock stands still between two steps.
 */
export type Clock = { now: () => number; advance: (ms: number) => void; isManual: boolean }

export function createClock(startAt?: number): Clock {
  let offset = 0
  return {
    now: () => (startAt ?? Date.now()) + offset,
    advance: (ms) => {
      offset += ms
    },
    isManual: startAt !== undefined,
  }
}

export const isoTime = (at: number): string => new Date(at).toISOString()
