import { runbookPath } from "@/lib/core/runbook/runbook"
import { pause } from "@/lib/platform/jobs/pause"
import type { Ctx } from "@/lib/platform/context"
import { histogram } from "@/lib/platform/metrics"
import { drainOnce } from "./drain-inbox"
import { isTransient } from "@/lib/platform/retry"

/**
 * The worker's loop over the inbox, with adaptive polling: at once while there is work, backing off to a quarter of a
 * second when there is none. A NOTIFY per event would serialise every intake commit; polling a partial index on an
 * empty inbox costs next to nothing.
 */
const IDLE_MS_MIN = 10
const IDLE_MS_MAX = 250
const TROUBLE_MS = 1000

const batchSeconds = histogram(
  "onelead_drain_batch_seconds",
  `Time to process one batch of the inbox. Runbook: ${runbookPath("deliveries-wait")}`,
  [],
  [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
)

export async function runWorker(ctx: Ctx, signal: AbortSignal): Promise<void> {
  let idleMs = IDLE_MS_MIN
  while (!signal.aborted) {
    try {
      const end = batchSeconds.startTimer()
      const result = await drainOnce(ctx)
      if (result.taken > 0) {
        end()
        idleMs = IDLE_MS_MIN
        continue
      }
    } catch (error) {
      ctx.log[isTransient(error) ? "warn" : "error"]({ err: error }, "drain failed; the events are untouched")
      idleMs = TROUBLE_MS
    }
    await pause(idleMs, signal)
    idleMs = Math.min(IDLE_MS_MAX, Math.ceil(idleMs * 1.5))
  }
}
