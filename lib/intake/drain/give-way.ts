import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/platform/context"
import { pause } from "@/lib/platform/jobs/pause"

/**
 * Bulk work beside the inbox, such as an import, takes the locks and the processor that live events need. After each of its
 * batches it rests while live events are late, for three times as long as the batch took at most: so it keeps a quarter of
 * the time, as a bulk replay keeps a quarter of each batch (claim-events.ts), and all of it while nothing is late.
 */
const REST_TIMES = 3
const LATE_MS = 1_000
const LOOK_MS = 100

export async function giveWay(ctx: Ctx, spentMs: number, signal: AbortSignal): Promise<void> {
  for (let restedMs = 0; restedMs < spentMs * REST_TIMES && !signal.aborted && (await isLiveLate(ctx)); restedMs += LOOK_MS)
    await pause(LOOK_MS, signal)
}

async function isLiveLate({ db, now }: Ctx): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select 1 from inbound_events where state = 'received' and not is_background and retry_at is null
      and received_at < ${new Date(now().getTime() - LATE_MS).toISOString()} limit 1`)
  return rows.length > 0
}
