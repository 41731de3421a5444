import { and, eq } from "drizzle-orm"
import { z } from "zod"
import { leads, ownerHistory, users } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { can } from "@/lib/platform/permissions"
import { tellOwners, type OwnerChange } from "./tell-owners"
import { lockLeadOrThrow, type LeadRow } from "@/lib/leads/find-lead"

export const AssignLead = z.object({ leadId: z.uuid(), ownerId: z.uuid().nullable(), reason: z.string().trim().max(500).optional() })
export type AssignLead = z.infer<typeof AssignLead>

/** Assigns a lead, or unassigns it. An agent may claim an unassigned lead; reassigning others' leads needs a senior. */
export async function assignLead(ctx: Ctx, input: AssignLead): Promise<LeadRow> {
  const assign = AssignLead.parse(input)
  return await changeLeads(ctx, async (unit) => {
    const { lead, change } = await assignLocked(unit, assign)
    if (change) await tellOwners(unit, unit.db, [change])
    return lead
  })
}

/** The same without telling the two colleagues, for a caller that assigns many and tells each once. `change` is null when the owner stays. */
export async function assignLocked(
  unit: LeadUnit,
  { leadId, ownerId, reason }: AssignLead,
): Promise<{ lead: LeadRow; change: OwnerChange | null }> {
  const { db: tx, changes } = unit
  const lead = await lockLeadOrThrow(tx, leadId)
  requireAssign(unit, lead, ownerId)
  if (lead.ownerId === ownerId) return { lead, change: null }
  if (ownerId !== null) {
    const [owner] = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, ownerId), eq(users.active, true)))
    if (!owner) throw new AppError("not_found", "There is no such active colleague.")
  }
  const at = unit.now()
  const entry = { fromUserId: lead.ownerId, toUserId: ownerId, at, byUserId: actorId(unit), reason: reason ?? null }
  await tx.insert(ownerHistory).values({ id: newId(), leadId: lead.id, ...entry })
  await writeAudit(unit, tx, {
    action: "lead.assigned",
    leadId: lead.id,
    change: { from: lead.ownerId, to: ownerId, reason: reason ?? null },
  })
  const [row] = await tx
    .update(leads)
    .set({ ownerId, ownerSince: at, version: lead.version + 1, updatedAt: at })
    .where(eq(leads.id, lead.id))
    .returning()
  changes.add({ leadId: lead.id, cause: "assigned" })
  return { lead: row ?? lead, change: { leadId: lead.id, fromId: lead.ownerId, toId: ownerId, reason: givenBy(unit, reason) } }
}

function requireAssign({ actor }: Ctx, lead: LeadRow, ownerId: string | null): void {
  const isTakingOwn = actor.kind === "user" && lead.ownerId === null && ownerId === actor.id && can(actor, "lead.edit")
  if (!isTakingOwn && !can(actor, "lead.assign")) throw new AppError("forbidden", "Only a senior agent or a manager reassigns leads.")
}

const givenBy = ({ actor }: Ctx, reason: string | undefined): string => `${actor.name} gave it${reason ? `: ${reason}` : "."}`
