import { z } from "zod"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { lockLeads } from "@/lib/platform/lock-order"
import { requirePermission } from "@/lib/platform/permissions"
import { assignLocked, type AssignLead } from "./assign-lead"
import { tellOwners, type OwnerChange } from "./tell-owners"

export const AssignLeads = z.object({ leadIds: z.array(z.uuid()).min(1).max(200), ownerId: z.uuid().nullable() })

type Result = { change: OwnerChange | null; refused: string | null }

/** Gives many leads to one colleague, as one change; the answer says of each why it was refused, or null when it was not. */
export async function assignLeads(ctx: Ctx, input: z.infer<typeof AssignLeads>): Promise<{ leadId: string; refused: string | null }[]> {
  requirePermission(ctx, "lead.edit")
  const { leadIds, ownerId } = AssignLeads.parse(input)
  return await changeLeads(ctx, async (unit) => {
    await lockLeads(unit.db, leadIds)
    const results: (Result & { leadId: string })[] = []
    for (const leadId of leadIds) results.push({ leadId, ...(await assignOne(unit, { leadId, ownerId })) })
    await tellOwners(
      unit,
      unit.db,
      results.flatMap(({ change }) => change ?? []),
    )
    return results.map(({ leadId, refused }) => ({ leadId, refused }))
  })
}

async function assignOne(unit: LeadUnit, assign: AssignLead): Promise<Result> {
  try {
    const { change } = await changeLeads(unit, (part) => assignLocked(part, assign))
    return { change, refused: null }
  } catch (error) {
    if (error instanceof AppError) return { change: null, refused: error.message }
    throw error
  }
}
