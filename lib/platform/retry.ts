/** How often an event is tried before it is a dead letter, and how long it waits between. */
export const ATTEMPTS_MAX = 5

/** 2 s, 4 s, 8 s … at most 5 min. */
export const retryDelayMs = (attempts: number): number => Math.min(300_000, 1000 * 2 ** attempts)

/** PostgreSQL asks to run the transaction again, or is not there: the events are untouched and the batch is tried again. */
const TRANSIENT = new Set(["40001", "40P01", "55P03", "57P01", "57P02", "57P03", "08000", "08003", "08006", "53300"])
const NETWORK = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOENT"])

export function isTransient(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as Error & { code?: unknown }).code
    if (typeof code === "string" && (TRANSIENT.has(code) || NETWORK.has(code))) return true
    if (/Connection terminated|timeout exceeded when trying to connect/i.test(cause.message)) return true
  }
  return false
}
