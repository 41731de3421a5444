/** How often an event is tried before it is a dead letter, and the delay in between. */
export const ATTEMPTS_MAX = 5

/** 2 s, 4 s, 8 s … at most 5 min. */
export const retryDelayMs = (attempts: number): number => Math.min(300_000, 1000 * 2 ** attempts)

/**
 * Whose fault is a failure? Work pays with one of its attempts only for what is its own fault: data PostgreSQL refuses
 * (classes 22 and 23) and errors our own code throws. Everything else leaves it untouched.
 *
 * - `contention`: another transaction is in the way (deadlock, serialisation, lock timeout, cancelled statement). The
 *   same work succeeds later; other work may succeed now.
 * - `outage`: the server or the way to it is in trouble (connection, resources, disk, shutdown). No work succeeds now.
 */
type Fault = "own" | "contention" | "outage"

/** SQLSTATE classes: 40 transaction rollback, 55 object not in prerequisite state; and a cancelled statement. */
const CONTENTION = /^(40|55)|^57014$/
/** 08 connection, 53 insufficient resources, 57 operator intervention, 58 system error. */
const OUTAGE = /^(08|53|57|58)/
const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
  "ENOTFOUND",
])
/** Messages of the driver without a code. */
const LOST = /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/i

export function faultOf(error: unknown): Fault {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as Error & { code?: unknown }).code
    if (typeof code === "string" && CONTENTION.test(code)) return "contention"
    if (typeof code === "string" && (OUTAGE.test(code) || NETWORK.has(code))) return "outage"
    if (LOST.test(cause.message)) return "outage"
  }
  return "own"
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
