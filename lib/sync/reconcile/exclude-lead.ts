import { and, eq, inArray } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { crmExclusions, crmLinks } from "@/db/schema"
import type { LeadUnit } from "@/lib/platform/change/change-leads"
import { lockLeads } from "@/lib/platform/lock-order"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { PROVIDER } from "@/lib/sync/connection/crm-settings"

type Reason = (typeof crmExclusions.$inferInsert)["reason"]

/**
 * Keeps a lead out of the CRM. A record that was deleted in the CRM is not created again without being asked for; one that was
 * erased for a person's privacy never is, and the lead is flagged so that an admin erases it here too.
 */
export async function excludeLead(ctx: Ctx, tx: Transaction, { leadId, reason }: { leadId: string; reason: Reason }): Promise<void> {
  const excluded = await cutFromCrm(ctx, tx, { leadId, reason })
  if (!excluded) return
  const action = reason === "privacy" ? "lead.erasure_requested" : "lead.left_crm"
  await writeAudit(ctx, tx, { action, leadId, subject: excluded.externalId, change: { provider: PROVIDER, reason } })
}

/** Ends the links of a lead and remembers its contact, so that the contact does not come in as another lead. Null when it was out. */
export async function cutFromCrm(
  { now }: Pick<Ctx, "now">,
  tx: Transaction,
  { leadId, reason }: { leadId: string; reason: Reason },
): Promise<{ externalId: string | null } | null> {
  const known = await tx
    .select({ reason: crmExclusions.reason, externalId: crmExclusions.externalId })
    .from(crmExclusions)
    .where(and(eq(crmExclusions.provider, PROVIDER), eq(crmExclusions.leadId, leadId)))
  if (known.some((row) => row.reason === reason || row.reason === "privacy")) return null
  await tx.delete(crmExclusions).where(and(eq(crmExclusions.provider, PROVIDER), eq(crmExclusions.leadId, leadId)))
  const links = await tx
    .delete(crmLinks)
    .where(and(eq(crmLinks.provider, PROVIDER), eq(crmLinks.leadId, leadId)))
    .returning({ objectType: crmLinks.objectType, externalId: crmLinks.externalId })
  const externalId = links.find(({ objectType }) => objectType === "contact")?.externalId ?? known[0]?.externalId ?? null
  await tx.insert(crmExclusions).values({ id: newId(), leadId, provider: PROVIDER, reason, externalId, at: now() })
  return { externalId }
}

/** A deleted contact that is restored in the CRM takes part again, with its lead. One that was erased never does. */
export async function includeRestored(unit: LeadUnit, leadIds: readonly string[]): Promise<void> {
  const { db: tx } = unit
  await lockLeads(tx, leadIds)
  const back = await tx
    .delete(crmExclusions)
    .where(
      and(eq(crmExclusions.provider, PROVIDER), eq(crmExclusions.reason, "deleted_there"), inArray(crmExclusions.leadId, [...leadIds])),
    )
    .returning({ leadId: crmExclusions.leadId })
  for (const { leadId } of back) await writeAudit(unit, tx, { action: "lead.back_in_crm", leadId, subject: PROVIDER, change: {} })
}
