import { setImmediate as sent } from "node:timers/promises"

/**
 * Pipelined statements of one transaction: they are sent without waiting for each other's results. They run in the
 * given order, and while the server works on one the next is prepared here.
 *
 * All of them are awaited, also when one fails: a statement sent after the rollback would run outside the transaction.
 * The first failure with a cause of its own is thrown; those after it only repeat that the transaction is aborted.
 */
export async function pipelined(...statements: readonly (() => Promise<unknown>)[]): Promise<void> {
  const running: Promise<unknown>[] = []
  for (const send of statements) {
    // A query of the query builder runs again each time it is awaited; a promise of our own awaits it once.
    const one = (async () => await send())()
    one.catch(() => undefined)
    running.push(one)
    await sent()
  }
  const failed = (await Promise.allSettled(running)).flatMap((one): unknown[] => (one.status === "rejected" ? [one.reason] : []))
  if (failed.length > 0) throw failed.find((reason) => !isAftermath(reason)) ?? failed[0]
}

const IN_FAILED_TRANSACTION = "25P02"

function isAftermath(reason: unknown): boolean {
  const cause = reason instanceof Error && reason.cause !== undefined ? reason.cause : reason
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === IN_FAILED_TRANSACTION
}
