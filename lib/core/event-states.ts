/**
 * The states of a stored delivery. `received` waits for the worker, `done` became touchpoints, `ignored` is authentic
 * but not about a lead, `dead` could not be read or processed and waits to be replayed by a person, `quarantined` is an
 * anonymous form post that looks like spam and waits for a person to release or discard it.
 */
export const EVENT_STATES = ["received", "done", "ignored", "dead", "quarantined"] as const
