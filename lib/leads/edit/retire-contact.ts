import { and, eq, ne, sql } from "drizzle-orm"
import { z } from "zod"
import { leadIdentities } from "@/db/schema"
import { lockLeadOrThrow, type LeadRow } from "@/lib/leads/find-lead"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { lockKeys } from "@/lib/platform/lock-order"
import { requireLeadChange } from "@/lib/platform/permissions"
import { reprojectLead } from "./reproject-lead"

const RetireContact = z.object({ leadId: z.uuid(), kind: z.enum(["phone", "email"]), value: z.string() })

/**
 * Takes a phone (E.164) or an e-mail (canonical) from a lead: it stays in the history as `weak`, is no longer listed or
 * written to, and its next event finds its true owner. An event that states it again does not bring it back; adding it
 * by an edit does. Nothing happens when the lead does not have it.
 */
export async function retireContact(ctx: Ctx, input: z.infer<typeof RetireContact>): Promise<LeadRow> {
  const { leadId, kind, value } = RetireContact.parse(input)
  return await changeLeads(ctx, async (unit) => {
    const { db: tx, changes } = unit
    await lockKeys(tx, [`${kind}:${value}`])
    const lead = await lockLeadOrThrow(tx, leadId)
    requireLeadChange(unit, lead)
    const own = and(eq(leadIdentities.leadId, lead.id), eq(leadIdentities.kind, kind), eq(leadIdentities.value, value))
    // Unconfirmed or guessed values become the lead's own with a later event; a retired one must not.
    const traits = sql`${leadIdentities.traits} - 'unconfirmed' - 'sharedBy' - 'preferred' || ${JSON.stringify({ retiredAt: unit.now() })}::jsonb`
    const retired = await tx
      .update(leadIdentities)
      .set({ strength: "weak", traits })
      .where(and(own, ne(leadIdentities.strength, "weak")))
      .returning({ id: leadIdentities.id })
    if (retired.length === 0) return lead
    await writeAudit(unit, tx, { action: "lead.contact_retired", leadId: lead.id, change: { kind, value } })
    changes.add({ leadId: lead.id, cause: "edited" })
    return (await reprojectLead(tx, lead.id, unit.now()))?.lead ?? lead
  })
}
