import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { announceLeads } from "@/lib/platform/live/announce"
import { requirePermission } from "@/lib/platform/permissions"
import { MoveLead, moveQuietly, type MoveOutcome } from "./move-lead"

const BULK_MAX = 200

export const MoveLeads = MoveLead.omit({ leadId: true, from: true, via: true }).extend({
  leads: z
    .array(MoveLead.pick({ leadId: true, from: true }))
    .min(1)
    .max(BULK_MAX),
})
export type MoveLeads = z.infer<typeof MoveLeads>

/** The result for each lead, in the given order. */
export type BulkResult = {
  leadId: string
  outcome: Exclude<MoveOutcome, { ok: true }> | { ok: true } | { ok: false; reason: "refused"; message: string }
}

/** Moves many leads, each through the same gate as a single move: one that is refused holds up no other. */
export async function moveLeads(ctx: Ctx, input: MoveLeads): Promise<BulkResult[]> {
  requirePermission(ctx, "lead.move")
  const { leads, ...move } = MoveLeads.parse(input)
  const results: BulkResult[] = []
  for (const { leadId, from } of leads) {
    const outcome = await moveQuietly(ctx, { ...move, leadId, from, via: "bulk" }).catch(refused)
    results.push({ leadId, outcome: outcome.ok ? { ok: true } : outcome })
  }
  await announceLeads(
    ctx.db,
    results.flatMap(({ leadId, outcome }) => (outcome.ok ? [leadId] : [])),
  )
  return results
}

/** A broken precondition of one lead is that lead's result; anything else fails the whole. */
function refused(error: unknown): { ok: false; reason: "refused"; message: string } {
  if (error instanceof AppError) return { ok: false, reason: "refused", message: error.message }
  throw error
}
