import { eq } from "drizzle-orm"
import { z } from "zod"
import { leads } from "@/db/schema"
import { lockLeadOrThrow } from "@/lib/leads/find-lead"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"

export const RestrictLead = z.object({
  leadId: z.uuid(),
  restricted: z.boolean(),
  reason: z.string().trim().min(3, "Say who asked for it, or why.").max(300),
})

/**
 * Restricts the processing of a lead, or lifts the restriction. A restricted lead is kept and shown: it leaves its
 * sequence and loses its planned tasks, and until the restriction is lifted it is not scored, routed, reminded of, pushed
 * to a CRM or exported. Doing it twice changes nothing.
 */
export async function restrictLead(ctx: Ctx, input: z.infer<typeof RestrictLead>): Promise<void> {
  requirePermission(ctx, "privacy.manage")
  const { leadId, restricted, reason } = RestrictLead.parse(input)
  await changeLeads(ctx, async (unit) => {
    const { db: tx, changes } = unit
    const lead = await lockLeadOrThrow(tx, leadId)
    if ((lead.restrictedAt !== null) === restricted) return
    const at = unit.now()
    await tx
      .update(leads)
      .set({ restrictedAt: restricted ? at : null, version: lead.version + 1, updatedAt: at })
      .where(eq(leads.id, lead.id))
    await writeAudit(unit, tx, { action: restricted ? "lead.restricted" : "lead.unrestricted", leadId: lead.id, change: { reason } })
    changes.add({ leadId: lead.id, cause: "restricted" }, { leadId: lead.id, cause: "edited" })
  })
}
