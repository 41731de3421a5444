import type { BlockReason, ErrorClass } from "@/lib/core/sync/refusals"
import { HOUR_MS } from "@/lib/core/time"
import { CrmFailure, type FailureKind } from "@/lib/crm/provider"
import { blockBurst, blockCalls, countFailure } from "@/lib/sync/connection/budget"
import { isTransient } from "@/lib/platform/retry"
import { failureWords, UNFORESEEN } from "./failure-words"
import { LeaseLost } from "./lease-time"
import type { Lease, PushOutcome } from "./outbox"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * What follows from a call that failed as a whole. Quota, token and outage are the account's trouble: they stop all calls of
 * all workers for a while and cost no row an attempt. Anything else is tried again with growing pauses, and in the end lies
 * dead with its reason, to be replayed.
 */
export const ATTEMPTS_MAX = 12
const BACKOFF_FIRST_MS = 2_000
const BACKOFF_MAX_MS = 600_000
const PROBE_MS = HOUR_MS
const AUTH_PROBE_MS = 60_000

export async function outcomesOnFailure(run: SyncRun, lease: Lease, error: unknown): Promise<PushOutcome[]> {
  if (error instanceof LeaseLost) return []
  const now = run.ctx.now()
  const { errorClass, words, isCounted, pauseMs } = await weighFailure(run, error)
  return lease.rows.map(({ id, attempts }): PushOutcome => {
    if (isCounted && attempts + 1 >= ATTEMPTS_MAX) return { id, outcome: "dead", errorClass, error: words }
    const notBefore = new Date(now.getTime() + (isCounted ? backoffMs(attempts, id) : pauseMs))
    return { id, outcome: "later", notBefore, errorClass, error: words, isCounted }
  })
}

export type Weighed = {
  errorClass: ErrorClass
  words: string
  /** Whether it costs the rows at hand an attempt. */
  isCounted: boolean
  /** Where it does not: until when no calls are made. */
  pauseMs: number
}

/**
 * Whose trouble it is. A call that could not be answered is the rows' trouble as long as others get through, because one of
 * them may be what the CRM stumbles over; once no call gets through, it is an outage, which costs no attempts.
 */
export async function weighFailure(run: SyncRun, error: unknown): Promise<Weighed> {
  const failure = error instanceof CrmFailure ? error.failure : null
  if (!failure) {
    const isOurs = !isTransient(error)
    run.ctx.log[isOurs ? "error" : "warn"]({ err: error }, "a piece of sync work failed")
    return { errorClass: "unforeseen", words: UNFORESEEN, isCounted: isOurs, pauseMs: BACKOFF_FIRST_MS }
  }
  const { pauseMs, isAccounts } = await stopCalls(run, failure)
  return { errorClass: failure.kind, words: failureWords(failure), isCounted: !isAccounts, pauseMs }
}

/** Grows with every attempt and differs from row to row, so that a crowd does not come back at once. */
export function backoffMs(attempts: number, id: string): number {
  const full = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** attempts)
  const share = Number.parseInt(id.slice(-4), 16) / 0xffff
  return Math.round(full / 2 + (full / 2) * share)
}

/** How long no calls are made, and whether the whole account is affected. */
export async function stopCalls({ ctx }: Pick<SyncRun, "ctx">, failure: FailureKind): Promise<{ pauseMs: number; isAccounts: boolean }> {
  const now = ctx.now()
  const block = async (ms: number, why: BlockReason) => {
    await blockCalls(ctx, new Date(now.getTime() + ms), why)
    return { pauseMs: ms, isAccounts: true }
  }
  switch (failure.kind) {
    case "rate_limited":
      if (failure.isDaily) return await block(Math.min(PROBE_MS, failure.retryAfterMs ?? PROBE_MS), "quota")
      if (failure.retryAfterMs !== null) return await block(failure.retryAfterMs, "burst")
      return { pauseMs: await blockBurst(ctx, now), isAccounts: true }
    case "auth":
      return await block(AUTH_PROBE_MS, "auth")
    case "scope":
      return await block(AUTH_PROBE_MS, "scope")
    case "blocked":
      return await block(failure.retryAfterMs ?? PROBE_MS, "blocked")
    case "migrating":
      return await block(failure.retryAfterMs ?? PROBE_MS, "migrating")
    case "transient":
    case "lost": {
      const pauseMs = await countFailure(ctx, now)
      return { pauseMs, isAccounts: pauseMs > 0 }
    }
    default:
      return { pauseMs: 0, isAccounts: false }
  }
}
