import { and, eq, inArray, sql } from "drizzle-orm"
import { crmExclusions, crmLinks } from "@/db/schema"
import type { LeadUnit } from "@/lib/platform/change/change-leads"
import { lockLeads } from "@/lib/platform/lock-order"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { CrmConnection } from "@/lib/sync/connection/crm-connection"
import { newId } from "@/lib/platform/ids"

type Crm = Pick<CrmConnection, "name">
type Exclusion = { leadId: string; reason: (typeof crmExclusions.$inferInsert)["reason"] }

/**
 * Keeps a lead out of the CRM. A record that was deleted in the CRM is not created again without being asked for; one that was
 * erased for a person's privacy never is, and the lead is flagged so that an admin erases it here too.
 */
export async function excludeLead(unit: LeadUnit, crm: Crm, { leadId, reason }: Exclusion): Promise<void> {
  const excluded = await cutFromCrm(unit, crm, { leadId, reason })
  if (!excluded) return
  const action = reason === "privacy" ? "lead.erasure_requested" : "lead.left_crm"
  await writeAudit(unit, unit.db, { action, leadId, subject: excluded.externalId, change: { provider: crm.name, reason } })
}

/** Keeps a person who was erased here, or is no longer kept, out of every CRM. */
export async function cutFromCrms(unit: LeadUnit, exclusion: Exclusion): Promise<void> {
  const { rows } = await unit.db.execute<{ name: string }>(sql`
    select name from crm_connections union select provider from crm_links where lead_id = ${exclusion.leadId} order by 1`)
  for (const crm of rows) await cutFromCrm(unit, crm, exclusion)
}

/** Ends the links of a lead and remembers its contact, so that the contact does not come in as another lead. Null when it was out. */
async function cutFromCrm(
  { db: tx, now }: LeadUnit,
  { name: provider }: Crm,
  { leadId, reason }: Exclusion,
): Promise<{ externalId: string | null } | null> {
  const mine = and(eq(crmExclusions.provider, provider), eq(crmExclusions.leadId, leadId))
  const known = await tx.select({ reason: crmExclusions.reason, externalId: crmExclusions.externalId }).from(crmExclusions).where(mine)
  if (known.some((row) => row.reason === reason || row.reason === "privacy")) return null
  await tx.delete(crmExclusions).where(mine)
  const links = await tx
    .delete(crmLinks)
    .where(and(eq(crmLinks.provider, provider), eq(crmLinks.leadId, leadId)))
    .returning({ objectType: crmLinks.objectType, externalId: crmLinks.externalId })
  const externalId = links.find(({ objectType }) => objectType === "contact")?.externalId ?? known[0]?.externalId ?? null
  await tx.insert(crmExclusions).values({ id: newId(), leadId, provider, reason, externalId, at: now() })
  return { externalId }
}

/** A deleted contact that is restored in the CRM takes part again, with its lead. One that was erased never does. */
export async function includeRestored(unit: LeadUnit, { name: provider }: Crm, leadIds: readonly string[]): Promise<void> {
  const { db: tx } = unit
  await lockLeads(tx, leadIds)
  const back = await tx
    .delete(crmExclusions)
    .where(
      and(eq(crmExclusions.provider, provider), eq(crmExclusions.reason, "deleted_there"), inArray(crmExclusions.leadId, [...leadIds])),
    )
    .returning({ leadId: crmExclusions.leadId })
  for (const { leadId } of back) await writeAudit(unit, tx, { action: "lead.back_in_crm", leadId, subject: provider, change: {} })
}
