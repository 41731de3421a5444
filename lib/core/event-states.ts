/**
 * The life of a stored delivery. `received` waits for the worker, `done` became touchpoints, `ignored` is authentic but
 * nothing for us, `dead` could not be read or processed and waits for a person to replay it.
 */
export const EVENT_STATES = ["received", "done", "ignored", "dead"] as const
