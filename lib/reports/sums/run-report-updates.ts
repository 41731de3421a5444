import { pause } from "@/lib/platform/jobs/pause"
import type { Ctx } from "@/lib/platform/context"
import { updateReports } from "./update-reports"

const IDLE_MS = 500
const TROUBLE_MS = 5_000

/** Counts marked leads until asked to end: at once while there are many, twice a second otherwise. */
export async function runReportUpdates(ctx: Ctx, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const wait = await updateReports(ctx).then(
      (counted) => (counted > 0 ? 50 : IDLE_MS),
      (error: unknown) => {
        ctx.log.error({ err: error }, "the reports could not be brought up to date; trying again")
        return TROUBLE_MS
      },
    )
    await pause(wait, signal)
  }
}
