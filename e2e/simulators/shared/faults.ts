import { z } from "zod"
import type { Clock } from "./clock"

/**
 * Trouble that every simulator knows by the same name. It hits so many calls (or rows, for `lock`), or lasts so many seconds
 * of the simulator's clock; without either it hits once. A `drift` takes a property away, or the right to write it, until
 * it is over or cleared.
 */
export const FAULT_KINDS = ["outage", "rate_limit", "auth", "lock", "slow", "lost_answer", "drift"] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export const FaultInput = z.object({
  kind: z.enum(FAULT_KINDS),
  times: z.int().positive().optional(),
  seconds: z.number().positive().optional(),
  /** How long a `slow` call waits. */
  ms: z.int().min(0).default(1_000),
  /** What a `drift` takes away, as object and property (`deal.amount`); one of ours when left out. */
  property: z.string().optional(),
  /** Of a `drift`: the property stays, and takes no more values. */
  isReadOnly: z.boolean().default(false),
})
export type FaultInput = z.infer<typeof FaultInput>

export type Faults = {
  add: (fault: FaultInput) => void
  clear: () => void
  list: () => readonly (FaultInput & { left: number; until: number })[]
  /** The first of these that is on, counted as one hit. */
  take: (kinds: readonly FaultKind[]) => FaultInput | null
  /** What is on, without counting. */
  drifts: () => readonly FaultInput[]
}

export function createFaults(clock: Pick<Clock, "now">): Faults {
  let on: (FaultInput & { left: number; until: number })[] = []
  const list = () => {
    on = on.filter(({ left, until }) => left > 0 && clock.now() < until)
    return on
  }
  return {
    add: (fault) => {
      const isCounted = fault.kind !== "drift" && (fault.times !== undefined || fault.seconds === undefined)
      on.push({
        ...fault,
        left: isCounted ? (fault.times ?? 1) : Number.POSITIVE_INFINITY,
        until: fault.seconds === undefined ? Number.POSITIVE_INFINITY : clock.now() + fault.seconds * 1000,
      })
    },
    clear: () => {
      on = []
    },
    list,
    take: (kinds) => {
      const hit = list().find(({ kind }) => kinds.includes(kind))
      if (!hit) return null
      hit.left -= 1
      return hit
    },
    drifts: () => list().filter(({ kind }) => kind === "drift"),
  }
}
