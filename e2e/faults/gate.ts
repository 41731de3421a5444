/**
 * Named points at which a process can be held or killed, between two lasting effects. The same call comes several
 * times, so names carry a number: "after POST /merge 2". A point is passed, held, or the process's last.
 */
export type Gate = {
  /** Resolves when the process may continue; never after its end. */
  pass: (point: string) => Promise<void>
  /** From here on every point waits. */
  hold: () => void
  /** Continues everything, and ends the process at this point. */
  release: (endAt: string | null) => void
  /** What was passed since the release, in order. */
  passed: () => readonly string[]
  hasEnded: () => boolean
  /** Grows with all traffic: a constant value means idle. */
  traffic: () => number
}

export function createGate(end: () => void): Gate {
  let waiting: (() => void)[] | null = null
  let points: string[] | null = null
  let counts = new Map<string, number>()
  let last: string | null = null
  let hasEnded = false
  let traffic = 0
  return {
    pass: async (name) => {
      traffic += 1
      if (waiting) await new Promise<void>((resolve) => waiting?.push(resolve))
      if (hasEnded) return await new Promise<never>(() => undefined)
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      points?.push(`${name} ${count}`)
      if (points && last === `${name} ${count}`) {
        hasEnded = true
        end()
        return await new Promise<never>(() => undefined)
      }
    },
    hold: () => {
      waiting = []
    },
    release: (endAt) => {
      points = []
      counts = new Map()
      last = endAt
      const held = waiting ?? []
      waiting = null
      for (const resolve of held) resolve()
    },
    passed: () => points ?? [],
    hasEnded: () => hasEnded,
    traffic: () => traffic,
  }
}
