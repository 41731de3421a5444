/**
 * PostgreSQL ends one of two transactions that wait for each other; nothing of it has happened, so it is simply done
 * again. Locks are taken in one order wherever that is possible; this is for where two orders meet.
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
