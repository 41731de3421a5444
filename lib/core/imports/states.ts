/**
 * The states of an import. A draft is mapped, checked (a dry run) and run; a run may be paused and resumed; a finished
 * import can be reverted. `checking`, `running` and `reverting` have, or soon get, a worker.
 */
export const IMPORT_STATES = ["draft", "checking", "checked", "running", "paused", "done", "reverting", "reverted", "failed"] as const
export type ImportState = (typeof IMPORT_STATES)[number]

export const ACTIVE_IMPORT_STATES = ["checking", "running", "reverting"] as const satisfies readonly ImportState[]

/**
 * Outcome of a row. `new`: a new person. `update`: a known person. `review`: ingested, with a review item. `repeat`:
 * this very row was imported before. `suppressed`: the person was erased and is kept out. `unreadable`: nothing in it says
 * who it is. `failed`: it could not be written, for the reason given.
 */
export const IMPORT_OUTCOMES = ["new", "update", "review", "repeat", "suppressed", "unreadable", "failed"] as const
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number]

export type ImportCounts = Record<ImportOutcome, number>

export const noCounts = (): ImportCounts => ({ new: 0, update: 0, review: 0, repeat: 0, suppressed: 0, unreadable: 0, failed: 0 })

/** Rows that were not imported: the content of the download for correction. */
export const NOT_IMPORTED = ["unreadable", "failed"] as const satisfies readonly ImportOutcome[]

/** `kept`: a revert could not undo it, and its reason says why. */
export const IMPORT_ROW_STATES = ["waiting", "done", "reverted", "kept"] as const
