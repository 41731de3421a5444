import { setImmediate as sent } from "node:timers/promises"

type Results<T extends readonly (() => unknown)[]> = { -readonly [K in keyof T]: Awaited<ReturnType<T[K]>> }

/**
 * Sends statements of one transaction without waiting for each other's answers. They run in the given order, and while
 * the server is at one of them the next is put together here. Returns what each answered.
 *
 * All of them are waited for, also when one fails: whatever were still to be sent after the rollback would run outside
 * the transaction. What is thrown is the first failure that has a reason of its own; those after it only repeat that the
 * transaction is lost.
 */
export async function pipelined<const T extends readonly (() => Promise<unknown>)[]>(...statements: T): Promise<Results<T>> {
  const running: Promise<unknown>[] = []
  for (const send of statements) {
    // A query of the query builder runs again each time it is waited for; a promise of our own waits for it once.
    const one = (async () => await send())()
    one.catch(() => undefined)
    running.push(one)
    await sent()
  }
  const settled = await Promise.allSettled(running)
  const failed = settled.flatMap((one): unknown[] => (one.status === "rejected" ? [one.reason] : []))
  if (failed.length > 0) throw failed.find((reason) => !isAftermath(reason)) ?? failed[0]
  return settled.map((one) => (one.status === "fulfilled" ? one.value : undefined)) as Results<T>
}

const IN_FAILED_TRANSACTION = "25P02"

function isAftermath(reason: unknown): boolean {
  const cause = reason instanceof Error && reason.cause !== undefined ? reason.cause : reason
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === IN_FAILED_TRANSACTION
}
