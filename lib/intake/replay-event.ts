import { and, eq, inArray, sql } from "drizzle-orm"
import { inboundEvents } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit-log"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"

/** Gives a dead or ignored delivery back to the worker, e.g. after its adapter was mended. Touches are exactly-once anyway. */
export async function replayEvent(ctx: Ctx, { receipt }: { receipt: string }): Promise<void> {
  requirePermission(ctx, "intake.replay")
  await inTransaction(ctx, async (tx) => {
    const replayed = await tx
      .update(inboundEvents)
      .set({ state: "received", reason: null, notes: [], attempts: 0, retryAt: null, processedAt: null, waitingKeys: null })
      .where(
        and(eq(inboundEvents.id, receipt), inArray(inboundEvents.state, ["dead", "ignored"]), sql`octet_length(${inboundEvents.raw}) > 0`),
      )
      .returning({ id: inboundEvents.id })
    if (replayed.length === 0) throw new AppError("conflict", "Only a dead or ignored event that still has its body can be replayed.")
    await writeAudit(ctx, tx, { action: "event.replayed", subject: receipt, change: {} })
  })
}
