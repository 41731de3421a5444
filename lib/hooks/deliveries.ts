import { and, desc, eq, inArray, lt } from "drizzle-orm"
import { z } from "zod"
import { HOOK_DELIVERY_STATES, hookDeliveries } from "@/db/schema"
import { HOOK_EVENT_TYPES, SAMPLE_LEAD_ID } from "@/lib/core/hooks/hook-events"
import { DAY_MS } from "@/lib/core/time"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { scheduledJob } from "@/lib/platform/jobs/job"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { getHook } from "./endpoints"

export const ListDeliveries = z.object({
  id: z.uuid(),
  state: z.enum(HOOK_DELIVERY_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "Unknown cursor. Start again without it.")
    .optional(),
})

export const DeliveryView = z
  .object({
    id: z.uuid().describe("The `webhook-id` of every try"),
    type: z.enum(HOOK_EVENT_TYPES),
    leadId: z.uuid(),
    state: z.enum(HOOK_DELIVERY_STATES).describe("`dead`: given up after three days"),
    attempts: z.number().int(),
    status: z.number().int().nullable().describe("What was answered last; null without an answer"),
    error: z.string().nullable(),
    createdAt: z.iso.datetime(),
    nextTryAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "HookDelivery" })
export type DeliveryView = z.infer<typeof DeliveryView>

/** The newest first. */
export async function listDeliveries(
  ctx: Ctx,
  input: z.input<typeof ListDeliveries>,
): Promise<{ data: DeliveryView[]; nextCursor: string | null }> {
  requirePermission(ctx, "hooks.manage")
  const { id, state, limit, cursor } = ListDeliveries.parse(input)
  await getHook(ctx, { id })
  const rows = await ctx.db
    .select()
    .from(hookDeliveries)
    .where(
      and(
        eq(hookDeliveries.endpointId, id),
        state === undefined ? undefined : eq(hookDeliveries.state, state),
        cursor === undefined ? undefined : lt(hookDeliveries.seq, Number(cursor)),
      ),
    )
    .orderBy(desc(hookDeliveries.seq))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  return { data: page.map(viewOf), nextCursor: rows.length > limit ? String(page.at(-1)?.seq ?? "") : null }
}

const viewOf = (row: typeof hookDeliveries.$inferSelect): DeliveryView => ({
  id: row.id,
  type: row.type,
  leadId: row.leadId,
  state: row.state,
  attempts: row.attempts,
  status: row.status,
  error: row.error,
  createdAt: row.createdAt.toISOString(),
  nextTryAt: row.state === "pending" ? row.notBefore.toISOString() : null,
  finishedAt: row.finishedAt?.toISOString() ?? null,
})

export const ReplayDeliveries = z.object({
  id: z.uuid(),
  /** These, or every one that was given up. */
  deliveries: z.union([z.array(z.uuid()).min(1).max(200), z.literal("dead")]),
})

/** Sends deliveries again, also those that arrived, under their ids. */
export async function replayDeliveries(ctx: Ctx, input: z.infer<typeof ReplayDeliveries>): Promise<{ replayed: number }> {
  requirePermission(ctx, "hooks.manage")
  const { id, deliveries } = ReplayDeliveries.parse(input)
  await getHook(ctx, { id })
  return await inTransaction(ctx, async (tx) => {
    const which = deliveries === "dead" ? eq(hookDeliveries.state, "dead") : inArray(hookDeliveries.id, deliveries)
    const replayed = await tx
      .update(hookDeliveries)
      .set({ state: "pending", attempts: 0, notBefore: ctx.now(), giveUpAt: null, finishedAt: null, leaseToken: null, leaseUntil: null })
      .where(and(eq(hookDeliveries.endpointId, id), which))
      .returning({ id: hookDeliveries.id })
    if (replayed.length === 0) throw new AppError("not_found", "There is nothing to send again.")
    await writeAudit(ctx, tx, { action: "hook.replayed", subject: id, change: { deliveries: replayed.length } })
    return { replayed: replayed.length }
  })
}

/** A delivery about nobody, so that the receiver can be tried. */
export async function testHook(ctx: Ctx, { id }: { id: string }): Promise<{ deliveryId: string }> {
  const hook = await getHook(ctx, { id })
  const deliveryId = newId()
  await ctx.db.insert(hookDeliveries).values({
    id: deliveryId,
    endpointId: id,
    type: hook.events[0] ?? "lead.created",
    leadId: SAMPLE_LEAD_ID,
    facts: {},
    notBefore: ctx.now(),
    createdAt: ctx.now(),
  })
  return { deliveryId }
}

const KEPT_MS = 30 * DAY_MS

/** What was delivered or given up a month ago is forgotten. */
export const forgetDeliveriesJob = scheduledJob({
  name: "hooks:forget-deliveries",
  schedule: "25 3 * * *",
  run: ({ db, now }) => db.delete(hookDeliveries).where(lt(hookDeliveries.finishedAt, new Date(now().getTime() - KEPT_MS))),
})
