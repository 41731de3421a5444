import { and, eq } from "drizzle-orm"
import { z } from "zod"
import { leads, ownerHistory, users } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { announceLeads } from "@/lib/platform/live/announce"
import { can } from "@/lib/platform/permissions"
import { react } from "@/lib/reactions/react"
import { tellOwners, type OwnerChange } from "./tell-owners"
import { lockLeadOrThrow, type LeadRow } from "@/lib/leads/find-lead"

export const AssignLead = z.object({ leadId: z.uuid(), ownerId: z.uuid().nullable(), reason: z.string().trim().max(500).optional() })
export type AssignLead = z.infer<typeof AssignLead>

/** Assigns a lead, or unassigns it. An agent may claim an unassigned lead; reassigning others' leads needs a senior. */
export async function assignLead(ctx: Ctx, input: AssignLead): Promise<LeadRow> {
  const { lead, change } = await assignQuietly(ctx, input)
  await tellAssigned(ctx, change ? [change] : [])
  return lead
}

/** Announces reassigned leads to open screens, and notifies old and new owners. */
export async function tellAssigned(ctx: Ctx, changes: readonly OwnerChange[]): Promise<void> {
  await announceLeads(
    ctx.db,
    changes.map(({ leadId }) => leadId),
  )
  await ctx.db.transaction((tx) => tellOwners(ctx, tx, changes))
}

/** The same without telling anybody, for a caller that assigns many and tells it once. `change` is null when the owner stays. */
export async function assignQuietly(ctx: Ctx, input: AssignLead): Promise<{ lead: LeadRow; change: OwnerChange | null }> {
  const { leadId, ownerId, reason } = AssignLead.parse(input)
  return await ctx.db.transaction(async (tx) => {
    const lead = await lockLeadOrThrow(tx, leadId)
    const isTakingOwn = ctx.actor.kind === "user" && lead.ownerId === null && ownerId === ctx.actor.id && can(ctx.actor, "lead.edit")
    if (!isTakingOwn && !can(ctx.actor, "lead.assign")) throw new AppError("forbidden", "Only a senior agent or a manager reassigns leads.")
    if (lead.ownerId === ownerId) return { lead, change: null }
    if (ownerId !== null) {
      const [owner] = await tx
        .select({ id: users.id })
        .from(users)
        .where(and(eq(users.id, ownerId), eq(users.active, true)))
      if (!owner) throw new AppError("not_found", "There is no such active colleague.")
    }
    const at = ctx.now()
    const byUserId = ctx.actor.kind === "user" ? ctx.actor.id : null
    await tx
      .insert(ownerHistory)
      .values({ id: newId(), leadId: lead.id, fromUserId: lead.ownerId, toUserId: ownerId, at, byUserId, reason: reason ?? null })
    await writeAudit(ctx, tx, {
      action: "lead.assigned",
      leadId: lead.id,
      change: { from: lead.ownerId, to: ownerId, reason: reason ?? null },
    })
    const [row] = await tx
      .update(leads)
      .set({ ownerId, ownerSince: at, version: lead.version + 1, updatedAt: at })
      .where(eq(leads.id, lead.id))
      .returning()
    await react(ctx, tx, [{ leadId: lead.id, cause: "assigned" }])
    return { lead: row ?? lead, change: { leadId: lead.id, fromId: lead.ownerId, toId: ownerId, reason: givenBy(ctx, reason) } }
  })
}

const givenBy = ({ actor }: Ctx, reason: string | undefined): string => `${actor.name} gave it${reason ? `: ${reason}` : "."}`
