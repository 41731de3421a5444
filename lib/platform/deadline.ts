import { AppError } from "./errors"

/**
 * Answers in time whatever the database does: a sender retries after a 503, but gives up on, or counts against us, a
 * request without an answer. The work itself is not cancelled and may still succeed, so everything under a deadline
 * must be safe to repeat.
 */
const ANSWER_WITHIN_MS = 4_500

export async function withDeadline<T>(work: Promise<T>, milliseconds = ANSWER_WITHIN_MS): Promise<T> {
  const deadline = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => deadline.reject(new AppError("unavailable", "This takes too long just now; please send it again.")),
    milliseconds,
  )
  try {
    return await Promise.race([work, deadline.promise])
  } finally {
    clearTimeout(timer)
  }
}
