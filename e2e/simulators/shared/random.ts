/** Chance from a seed (mulberry32): the same requests after the same reset give the same lags, shuffles and ids. */
export type Random = {
  next: () => number
  between: (low: number, high: number) => number
  uuid: () => string
  shuffle: <T>(items: readonly T[]) => T[]
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (low: number, high: number): number => Math.floor(low + next() * (high - low + 1))
  const hex = (length: number): string => Array.from({ length }, () => between(0, 15).toString(16)).join("")
  return {
    next,
    between,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${"89ab"[between(0, 3)] ?? "8"}${hex(3)}-${hex(12)}`,
    shuffle: <T>(items: readonly T[]): T[] => {
      const order = [...items]
      for (let last = order.length - 1; last > 0; last -= 1) {
        const other = between(0, last)
        const kept = order[last] as T
        order[last] = order[other] as T
        order[other] = kept
      }
      return order
    },
  }
}
