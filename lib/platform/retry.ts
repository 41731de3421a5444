/** How often an event is tried before it is a dead letter, and the delay in between. */
export const ATTEMPTS_MAX = 5

/** 2 s, 4 s, 8 s … at most 5 min. */
export const retryDelayMs = (attempts: number): number => Math.min(300_000, 1000 * 2 ** attempts)

/**
 * Whose fault is a failure? Work pays with one of its attempts only for what is its own fault: data that PostgreSQL
 * refuses and errors that our own code throws. Everything else leaves it untouched.
 *
 * - `contention`: this work cannot be done now (deadlock, lock timeout, cancelled statement, a table that a release is
 *   just changing, a damaged page). The same work succeeds later; other work may succeed now.
 * - `outage`: the server or the way to it is in trouble (connection, resources, disk, shutdown). No work succeeds now.
 */
type Fault = "own" | "contention" | "outage"

/** SQLSTATE classes: 22 data exception, 23 constraint, 54 limits of a statement, P0 raised by a trigger of ours. */
const OWN = /^(22|23|54|P0)/
/** 08 connection, 25 (read-only, idle too long), 28 and 3D sign-in, 53 resources, 57 operator, 58 system error. */
const OUTAGE = /^(08|25|28|3D|53|57|58)/
const CANCELLED = "57014"
const SQLSTATE = /^(?:\d[\dA-Z]|F0|HV|P0|XX)[\dA-Z]{3}$/
/** Errors of the operating system and of name lookup, and of fetch: network, disk, descriptors. */
const SYSTEM = /^(?:E[A-Z0-9]{2,}|EAI_[A-Z]+|UND_ERR_[A-Z_]+)$/
/** Messages of the driver without a code. */
const LOST = /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/i

export function faultOf(error: unknown): Fault {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as Error & { code?: unknown }).code
    if (typeof code === "string" && SQLSTATE.test(code)) return faultOfState(code)
    if (typeof code === "string" && SYSTEM.test(code)) return "outage"
    if (LOST.test(cause.message)) return "outage"
  }
  return "own"
}

function faultOfState(code: string): Fault {
  if (OWN.test(code)) return "own"
  return code !== CANCELLED && OUTAGE.test(code) ? "outage" : "contention"
}

/** Deadlock and serialisation failure: PostgreSQL took the whole transaction back for the sake of another one. */
const RUN_AGAIN = new Set(["40P01", "40001"])

export function mayRunAgain(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (RUN_AGAIN.has(String((cause as Error & { code?: unknown }).code))) return true
  return false
}

/** The work is untouched and may be retried as it is. */
export const isTransient = (error: unknown): boolean => faultOf(error) !== "own"
