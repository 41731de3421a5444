import { and, asc, eq, inArray, sql } from "drizzle-orm"
import { z } from "zod"
import { inboundEvents } from "@/db/schema"
import { adapterFor } from "@/lib/channels/registry"
import { CHANNELS, type Channel } from "@/lib/core/channels"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { readParseSettings } from "@/lib/intake/parse-settings"

/**
 * Anonymous form posts that look like spam (lib/core/spam) are held: nothing is made of them until a person releases
 * them, and then they are ingested like any other. A discarded post is kept and can be replayed.
 */
export type HeldPost = {
  id: string
  channel: Channel
  receivedAt: string
  /** The signals that it is held for. */
  reason: string
  name: string | null
  contacts: string[]
  text: string | null
}

const LISTED_MAX = 100

/** The oldest held posts first, with what was written in them. */
export async function listHeld(ctx: Ctx): Promise<{ posts: HeldPost[]; total: number }> {
  requirePermission(ctx, "intake.quarantine")
  const settings = await readParseSettings(ctx.db)
  const isHeld = eq(inboundEvents.state, "quarantined")
  const total = await ctx.db.$count(inboundEvents, isHeld)
  const rows = await ctx.db.select().from(inboundEvents).where(isHeld).orderBy(asc(inboundEvents.receivedAt)).limit(LISTED_MAX)
  const posts = rows.map((row) => {
    const channel = z.enum(CHANNELS).parse(row.channel)
    const reading = adapterFor(channel)?.parse({ ...row, channel }, settings)
    const event = reading?.outcome === "events" ? reading.events[0] : undefined
    return {
      id: row.id,
      channel,
      receivedAt: row.receivedAt.toISOString(),
      reason: row.reason ?? "",
      name: event?.fields.find(({ field }) => field === "name")?.value ?? null,
      contacts: event?.identities.map(({ raw }) => raw) ?? [],
      text: event?.text ?? null,
    }
  })
  return { posts, total }
}

export const DecideHeld = z.object({ receipts: z.array(z.uuid()).min(1).max(LISTED_MAX), decision: z.enum(["release", "discard"]) })

/** Releases held posts to the worker, or discards them. Those that a colleague has decided meanwhile are left alone; throws `conflict` when that is all. */
export async function decideHeld(ctx: Ctx, input: z.infer<typeof DecideHeld>): Promise<{ decided: number }> {
  requirePermission(ctx, "intake.quarantine")
  const { receipts, decision } = DecideHeld.parse(input)
  return await inTransaction(ctx, async (tx) => {
    const decided = await tx
      .update(inboundEvents)
      .set(
        decision === "release"
          ? { state: "received", reason: null, processedAt: null, attempts: 0, retryAt: null, isReleased: true }
          : { state: "ignored", reason: sql`'discarded: ' || ${inboundEvents.reason}`, processedAt: ctx.now() },
      )
      .where(and(inArray(inboundEvents.id, receipts), eq(inboundEvents.state, "quarantined")))
      .returning({ id: inboundEvents.id })
    if (decided.length === 0) throw new AppError("conflict", "A colleague has decided about this already.")
    for (const { id } of decided)
      await writeAudit(ctx, tx, { action: decision === "release" ? "event.released" : "event.discarded", subject: id, change: {} })
    return { decided: decided.length }
  })
}
