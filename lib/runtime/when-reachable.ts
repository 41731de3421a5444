import { pause } from "@/lib/platform/jobs/pause"
import { isTransient } from "@/lib/platform/retry"
import { log } from "@/lib/platform/log"

const RETRY_MS = 500

/**
 * Does what a role begins with, again and again while PostgreSQL is not there: a role that is started during a restart of
 * the database waits for it instead of dying. Null when the role is asked to end meanwhile.
 */
export async function whenReachable<T>(begin: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await begin()
    } catch (error) {
      if (!isTransient(error)) throw error
      log.warn({ err: error }, "the database is not there yet")
      await pause(RETRY_MS, signal)
    }
  }
  return null
}
