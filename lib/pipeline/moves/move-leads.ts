import { z } from "zod"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { lockLeads } from "@/lib/platform/lock-order"
import { requirePermission } from "@/lib/platform/permissions"
import { MoveLead, moveLead, type MoveOutcome } from "./move-lead"

const BULK_MAX = 200

export const MoveLeads = MoveLead.omit({ leadId: true, from: true, via: true }).extend({
  leads: z
    .array(MoveLead.pick({ leadId: true, from: true }))
    .min(1)
    .max(BULK_MAX),
})
export type MoveLeads = z.infer<typeof MoveLeads>

/** The result for each lead, in the given order. */
type BulkResult = {
  leadId: string
  outcome: Exclude<MoveOutcome, { ok: true }> | { ok: true } | { ok: false; reason: "refused"; message: string }
}

/**
 * Moves many leads, each through the same gate as if it were moved alone: one that may not go holds up no other. All of
 * them are one change, so what follows from it is worked out once for all.
 */
export async function moveLeads(ctx: Ctx, input: MoveLeads): Promise<BulkResult[]> {
  requirePermission(ctx, "lead.move")
  const { leads, ...move } = MoveLeads.parse(input)
  return await changeLeads(ctx, async (unit) => {
    await lockLeads(
      unit.db,
      leads.map(({ leadId }) => leadId),
    )
    const results: BulkResult[] = []
    for (const { leadId, from } of leads) results.push({ leadId, outcome: await moveOne(unit, { ...move, leadId, from, via: "bulk" }) })
    return results
  })
}

/** A precondition that one lead breaks is that lead's result; anything else is a failure of the whole. */
async function moveOne(unit: LeadUnit, move: MoveLead): Promise<BulkResult["outcome"]> {
  try {
    const outcome = await moveLead(unit, move)
    return outcome.ok ? { ok: true } : outcome
  } catch (error) {
    if (error instanceof AppError) return { ok: false, reason: "refused", message: error.message }
    throw error
  }
}
