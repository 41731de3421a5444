/**
 * Retries a transaction after a deadlock: PostgreSQL has rolled it back, so it can simply run again. Locks are taken in
 * one order wherever possible; this is for where two orders meet.
 */
const DEADLOCK = "40P01"
const TRIES = 4

export async function retryDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work()
    } catch (error) {
      if (tried >= TRIES || codeOf(error) !== DEADLOCK) throw error
    }
  }
}

function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined
  const cause: unknown = error.cause ?? error
  return typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined
}
