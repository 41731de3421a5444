import { setImmediate as sent } from "node:timers/promises"

/**
 * Sends statements of one transaction without waiting for each other's answers. They run in the given order, and while
 * the server is at one of them the next is put together here.
 *
 * All of them are waited for, also when one fails: whatever were still to be sent after the rollback would run outside
 * the transaction. What is thrown is the first failure that has a reason of its own; those after it only repeat that the
 * transaction is lost.
 */
export async function pipelined(...statements: readonly (() => Promise<unknown>)[]): Promise<void> {
  const running: Promise<unknown>[] = []
  for (const send of statements) {
    // A query of the query builder runs again each time it is waited for; a promise of our own waits for it once.
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
