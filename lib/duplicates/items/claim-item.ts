import { and, eq, inArray, isNull, lte, ne, or, type SQL } from "drizzle-orm"
import { MINUTE_MS } from "@/lib/core/time"
import type { Database, Transaction } from "@/db/client"
import { duplicateItems, users } from "@/db/schema"
import { actorId, type Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"

/** Long enough to decide, short enough that a closed laptop blocks no one. */
const CLAIM_MS = 10 * MINUTE_MS

const OPEN = ["pending", "later"] as const
export const isOpenItem = (): SQL => inArray(duplicateItems.status, [...OPEN])

/** Nobody else has it open. Goes into the WHERE of everything that answers an item or shows one. */
export function isFree(ctx: Ctx): SQL | undefined {
  const me = actorId(ctx)
  return or(
    isNull(duplicateItems.claimedBy),
    lte(duplicateItems.claimedUntil, ctx.now()),
    me === null ? undefined : eq(duplicateItems.claimedBy, me),
  )
}

/** `taken`: a colleague has it open. `closed`: it was decided already. */
export type Claim = { outcome: "claimed"; until: string } | { outcome: "taken"; by: string } | { outcome: "closed" }

/**
 * Opening an item claims it for some minutes, so that two reviewers never work on the same item. One item at a time:
 * opening the next releases the last one. Opening it again extends the claim.
 */
export async function claimItem(ctx: Ctx, { itemId }: { itemId: string }): Promise<Claim> {
  requirePermission(ctx, "duplicates.review")
  const me = actorId(ctx)
  if (me === null) return { outcome: "closed" }
  const claimedUntil = new Date(ctx.now().getTime() + CLAIM_MS)
  const [claimed] = await ctx.db
    .update(duplicateItems)
    .set({ claimedBy: me, claimedUntil })
    .where(and(eq(duplicateItems.id, itemId), isOpenItem(), isFree(ctx)))
    .returning({ id: duplicateItems.id })
  if (!claimed) return await whyNot(ctx.db, itemId)
  // A statement of its own: whoever holds one item never waits for another.
  await ctx.db
    .update(duplicateItems)
    .set({ claimedBy: null, claimedUntil: null })
    .where(and(eq(duplicateItems.claimedBy, me), ne(duplicateItems.id, itemId)))
  return { outcome: "claimed", until: claimedUntil.toISOString() }
}

async function whyNot(db: Database | Transaction, itemId: string): Promise<Claim> {
  const [row] = await db
    .select({ status: duplicateItems.status, by: users.name })
    .from(duplicateItems)
    .leftJoin(users, eq(users.id, duplicateItems.claimedBy))
    .where(eq(duplicateItems.id, itemId))
  if (!row) throw new AppError("not_found", "There is no such item.")
  return row.by !== null && (row.status === "pending" || row.status === "later") ? { outcome: "taken", by: row.by } : { outcome: "closed" }
}

/** Why a decision found no row: another reviewer was faster, or has it open. */
export async function refusal(tx: Transaction, itemId: string): Promise<AppError> {
  const claim = await whyNot(tx, itemId)
  return claim.outcome === "taken"
    ? new AppError("conflict", `${claim.by} has this item open.`)
    : new AppError("conflict", "This item was decided already.")
}
