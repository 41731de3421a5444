/** How often an event is tried before it is a dead letter, and how long it waits between. */
export const ATTEMPTS_MAX = 5

/** 2 s, 4 s, 8 s … at most 5 min. */
export const retryDelayMs = (attempts: number): number => Math.min(300_000, 1000 * 2 ** attempts)

/** A deadlock and a serialisation failure: PostgreSQL took the transaction back whole, and asks to run it again. */
const RUN_AGAIN = new Set(["40P01", "40001"])
/** The database is away or busy: nothing was done, and it may be tried again later. */
const AWAY = new Set(["55P03", "57P01", "57P02", "57P03", "08000", "08003", "08006", "53300"])
const NETWORK = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOENT"])

export const mayRunAgain = (error: unknown): boolean => causesOf(error).some(({ code }) => RUN_AGAIN.has(code))

export const isTransient = (error: unknown): boolean =>
  causesOf(error).some(
    ({ code, message }) =>
      RUN_AGAIN.has(code) ||
      AWAY.has(code) ||
      NETWORK.has(code) ||
      /Connection terminated|timeout exceeded when trying to connect/i.test(message),
  )

/** Drizzle and pg wrap what the server said; the code stands on one of the causes. */
function causesOf(error: unknown): { code: string; message: string }[] {
  const causes: { code: string; message: string }[] = []
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    causes.push({ code: String((cause as Error & { code?: unknown }).code ?? ""), message: cause.message })
  return causes
}
