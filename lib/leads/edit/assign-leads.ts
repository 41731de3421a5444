import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import type { OwnerChange } from "./tell-owners"
import { assignQuietly, tellAssigned } from "./assign-lead"

export const AssignLeads = z.object({ leadIds: z.array(z.uuid()).min(1).max(200), ownerId: z.uuid().nullable() })

/** Assigns many leads to one colleague; returns for each why it was refused, or null. */
export async function assignLeads(ctx: Ctx, input: z.infer<typeof AssignLeads>): Promise<{ leadId: string; refused: string | null }[]> {
  requirePermission(ctx, "lead.edit")
  const { leadIds, ownerId } = AssignLeads.parse(input)
  const results: { leadId: string; refused: string | null }[] = []
  const changes: OwnerChange[] = []
  for (const leadId of leadIds) {
    const refused = await assignQuietly(ctx, { leadId, ownerId }).then(
      ({ change }) => {
        if (change) changes.push(change)
        return null
      },
      (error: unknown) => {
        if (error instanceof AppError) return error.message
        throw error
      },
    )
    results.push({ leadId, refused })
  }
  await tellAssigned(ctx, changes)
  return results
}
