import { createClock, type Clock } from "./clock"
import { createFaults, type Faults } from "./faults"
import { createLog, type RequestLog } from "./log"

/** What every simulated account has beside its records. */
export type SimAccount<S extends object = object> = {
  clock: Clock
  faults: Faults
  log: RequestLog
  /** How its administrator set it up. */
  settings: S
  /** What it does of itself, each at its time. */
  pending: { at: number; run: () => void }[]
}

const KEPT_BODIES = 200

/** With a start time the clock stands still between calls of /__sim/clock. */
export function openAccount<S extends object>(startAt: number | undefined, settings: S): SimAccount<S> {
  const clock = createClock(startAt)
  return { clock, faults: createFaults(clock), log: createLog(() => KEPT_BODIES), settings: structuredClone(settings), pending: [] }
}

export function later({ clock, pending }: SimAccount, ms: number, run: () => void): void {
  pending.push({ at: clock.now() + ms, run })
}

/** Does what was put off until now. */
export function settle(account: SimAccount): void {
  const due = account.pending.filter(({ at }) => at <= account.clock.now())
  account.pending = account.pending.filter(({ at }) => at > account.clock.now())
  for (const { run } of due) run()
}

/** The property that a `drift` takes away; `ours` where it names none. */
export const isDrifted = (account: SimAccount, property: string, ours: string): boolean => isHit(account, property, ours, false)

/** The property that a `drift` makes read-only. */
export const isFrozen = (account: SimAccount, property: string, ours: string): boolean => isHit(account, property, ours, true)

const isHit = ({ faults }: SimAccount, property: string, ours: string, isReadOnly: boolean): boolean =>
  faults.drifts().some((drift) => drift.isReadOnly === isReadOnly && (drift.property ?? ours) === property)
