import { HOUR_MS } from "@/lib/core/time"
import { noticeAddress } from "@/lib/crm/registry/connected"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { openRun, type SyncDeps } from "@/lib/sync/connection/sync-run"

/** Notices end by themselves, and are switched off over there when we were away: they are asked for again every hour. */
export const SUBSCRIBE_EVERY_MS = HOUR_MS

export async function subscribe(ctx: CrmCtx, deps: SyncDeps, address = noticeAddress(ctx.crm)): Promise<void> {
  const run = await openRun(ctx, deps)
  try {
    if (run.isReady) await run.provider.subscribe?.(address)
  } finally {
    await run.logCalls("subscribe", [])
    run.provider.close()
  }
}
