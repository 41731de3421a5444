import type { CrmObject } from "./crm-schema"

/**
 * The vocabulary of a first load. It goes through everything once: leads that the CRM lacks, then its contacts, then
 * its deals. A trial says what would happen and changes nothing on either side; a run does it.
 */
export const LOAD_KINDS = ["trial", "run"] as const
export type LoadKind = (typeof LOAD_KINDS)[number]

export const LOAD_STATES = ["running", "paused", "done", "cancelled", "failed"] as const
export type LoadState = (typeof LOAD_STATES)[number]

/** `settle`: everything was looked at, and the queued pushes are on their way. */
const LOAD_PHASES = ["leads", "contacts", "deals", "settle"] as const
export type LoadPhase = (typeof LOAD_PHASES)[number]
/** `after` is a lead's id, or the CRM's own cursor; null begins a phase. */
export type LoadCheckpoint = { phase: LoadPhase; after: string | null }

export const LOAD_OUTCOMES = ["create", "adopt", "change", "bring", "question", "join", "skip"] as const
export type LoadOutcome = (typeof LOAD_OUTCOMES)[number]

/** `planned` in a trial; in a run `waiting`, then done or failed. */
export const LOAD_ITEM_STATES = ["planned", "waiting", "done", "failed"] as const

/** One value that is written to the CRM or applied here. */
export type LoadChange = { object: CrmObject; field: string; ours: string; theirs: string; to: "there" | "here" }

/** The next page, then the next phase; null after the last phase. */
export function nextPhase(phase: LoadPhase, kind: LoadKind): LoadCheckpoint | null {
  const next = LOAD_PHASES[LOAD_PHASES.indexOf(phase) + 1]
  return next === undefined || (next === "settle" && kind === "trial") ? null : { phase: next, after: null }
}

/** Estimated milliseconds left at the current pace; null while unknown. */
export const timeLeft = ({ total, done, activeMs }: { total: number | null; done: number; activeMs: number }): number | null =>
  total === null || done === 0 || activeMs === 0 ? null : Math.max(0, Math.round(((total - done) * activeMs) / done))
