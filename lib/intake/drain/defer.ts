import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/platform/context"
import { ATTEMPTS_MAX, retryDelayMs } from "@/lib/platform/retry"
import { errorText } from "@/lib/platform/safe-error"
import type { ClaimedEvent } from "./claim-events"

/** Costs no attempt. An event that has waited long is retried less often, so that many of them do not delay new ones. */
export async function deferWithoutAttempt(ctx: Ctx, { id, receivedAt }: ClaimedEvent): Promise<0> {
  const waitedMs = ctx.now().getTime() - receivedAt.getTime()
  const delayMs = Math.min(DELAY_MS.max, Math.max(DELAY_MS.min, waitedMs / 2))
  await deferBy(ctx, id, delayMs)
  return 0
}

const DELAY_MS = { min: 1_000, max: 15_000 }

/** Returns 1 when the event has used all its attempts and is dead. */
export async function countAttempt(ctx: Ctx, { id }: ClaimedEvent, error: unknown): Promise<0 | 1> {
  const { rows } = await ctx.db.execute<{ attempts: number }>(sql`
    update inbound_events set attempts = attempts + 1 where id = ${id} and state = 'received' returning attempts`)
  const attempts = rows[0]?.attempts ?? 0
  ctx.log.error({ err: error, eventId: id, attempts }, "event could not be processed")
  if (attempts < ATTEMPTS_MAX) {
    await deferBy(ctx, id, retryDelayMs(attempts))
    return 0
  }
  await ctx.db.execute(sql`
    update inbound_events set state = 'dead', reason = ${`processing failed: ${errorText(error)}`}, processed_at = ${ctx.now().toISOString()}
    where id = ${id} and state = 'received'`)
  return 1
}

async function deferBy(ctx: Ctx, id: string, delayMs: number): Promise<void> {
  const retryAt = new Date(ctx.now().getTime() + delayMs).toISOString()
  await ctx.db.execute(sql`update inbound_events set retry_at = ${retryAt} where id = ${id} and state = 'received'`)
}
