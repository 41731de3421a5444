import { AsyncLocalStorage } from "node:async_hooks"
import { AppError } from "./errors"

/**
 * Answers in time whatever the database does: a sender retries after a 503, but gives up on, or counts against us, a
 * request without an answer. The work is not cancelled, but a transaction (transaction.ts) that is still open when the
 * time is up is rolled back, so what was answered 503 may be sent again.
 */
export const ANSWER_WITHIN_MS = 4_500

const running = new AsyncLocalStorage<{ isOver: boolean }>()

export async function withDeadline<T>(work: () => Promise<T>, milliseconds = ANSWER_WITHIN_MS): Promise<T> {
  const state = { isOver: false }
  const deadline = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    state.isOver = true
    deadline.reject(tooLate())
  }, milliseconds)
  try {
    return await Promise.race([running.run(state, work), deadline.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** One allowance for the pieces of work of one request; what happens between them, such as reading its body, does not count. */
export function sharedDeadline(milliseconds = ANSWER_WITHIN_MS): <T>(work: () => Promise<T>) => Promise<T> {
  let left = milliseconds
  return async (work) => {
    const startedAt = performance.now()
    try {
      return await withDeadline(work, Math.max(0, left))
    } finally {
      left -= performance.now() - startedAt
    }
  }
}

/** Throws when the request that this work belongs to was answered without it. */
export function requireTime(): void {
  if (running.getStore()?.isOver) throw tooLate()
}

const tooLate = () => new AppError("unavailable", "This takes too long just now; please send it again.")
