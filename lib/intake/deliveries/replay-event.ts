import { and, eq, inArray, sql } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { inboundEvents } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { CHANNELS } from "@/lib/core/channels"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"

/** The state on arrival, with all attempts. Touchpoints are exactly-once anyway. */
const RECEIVED = {
  state: "received",
  reason: null,
  notes: [],
  attempts: 0,
  retryAt: null,
  processedAt: null,
  waitingKeys: null,
  isBackground: false,
} satisfies Partial<typeof inboundEvents.$inferInsert>

/** Of many at once: those of people who write now go first. */
const RECEIVED_IN_BULK = { ...RECEIVED, isBackground: true }

/** Retention deletes bodies; without one there is nothing to replay. */
const HAS_BODY = sql`octet_length(${inboundEvents.raw}) > 0`

/** Replays a dead or ignored delivery, e.g. after its adapter was fixed. */
export async function replayEvent(ctx: Ctx, { receipt }: { receipt: string }): Promise<void> {
  requirePermission(ctx, "intake.replay")
  await inTransaction(ctx, async (tx) => {
    const replayed = await tx
      .update(inboundEvents)
      .set(RECEIVED)
      .where(and(eq(inboundEvents.id, receipt), inArray(inboundEvents.state, ["dead", "ignored"]), HAS_BODY))
      .returning({ id: inboundEvents.id })
    if (replayed.length === 0) throw new AppError("conflict", "Only a dead or ignored event that still has its body can be replayed.")
    await writeAudit(ctx, tx, { action: "event.replayed", subject: receipt, change: {} })
  })
}

export const ReplayDead = z.object({ reason: z.string().min(1).max(2_000), channel: z.enum(CHANNELS) })

/** Gives every dead delivery of a channel with the same reason back to the worker; returns how many there were. */
export async function replayDead(ctx: Ctx, input: z.input<typeof ReplayDead>): Promise<{ replayed: number }> {
  requirePermission(ctx, "intake.replay")
  const { reason, channel } = ReplayDead.parse(input)
  return await inTransaction(ctx, async (tx) => {
    const { rowCount } = await tx
      .update(inboundEvents)
      .set(RECEIVED_IN_BULK)
      .where(and(eq(inboundEvents.state, "dead"), eq(inboundEvents.reason, reason), eq(inboundEvents.channel, channel), HAS_BODY))
    const replayed = rowCount ?? 0
    await writeAudit(ctx, tx, { action: "event.replayed", subject: "reason", change: { reason: reason.slice(0, 200), replayed, channel } })
    return { replayed }
  })
}

/** Gives these dead deliveries back to the worker, with whatever else the caller does; returns how many were. */
export async function replayDeliveries(ctx: Ctx, tx: Transaction, ids: readonly string[]): Promise<number> {
  requirePermission(ctx, "intake.replay")
  if (ids.length === 0) return 0
  const { rowCount } = await tx
    .update(inboundEvents)
    .set(RECEIVED_IN_BULK)
    .where(and(inArray(inboundEvents.id, [...ids]), eq(inboundEvents.state, "dead"), HAS_BODY))
  const replayed = rowCount ?? 0
  await writeAudit(ctx, tx, { action: "event.replayed", subject: "form", change: { replayed } })
  return replayed
}
