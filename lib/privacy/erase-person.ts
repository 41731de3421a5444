import { sql } from "drizzle-orm"
import { z } from "zod"
import { retryDeadlock } from "@/db/retry-deadlock"
import type { Transaction } from "@/db/client"
import { writeAudit } from "@/lib/platform/audit-log"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { findLeadOrThrow, lockLeadOrThrow } from "@/lib/leads/find-lead"
import { lockIntakeKeys } from "@/lib/leads/edit/lock-intake-keys"
import { removeLeads } from "@/lib/leads/edit/remove-leads"
import { announceLeads } from "@/lib/platform/live/announce"
import { requirePermission } from "@/lib/platform/permissions"
import { react } from "@/lib/reactions/react"
import { excludeLead } from "@/lib/sync/reconcile/exclude-lead"
import { eraseTraces } from "./erase-traces"

export const ErasePerson = z.object({
  leadId: z.uuid(),
  reason: z.string().trim().min(3, "Say who asked for it, or why.").max(300),
})
export type ErasePerson = z.infer<typeof ErasePerson>

/**
 * Erases a person, for good: the lead and every lead that was merged into it, what they wrote, the bodies of the
 * deliveries that brought it, the questions, mails and histories that quote them. Nothing can be taken back. What is left
 * is an id without a name, and who erased it when and why. Numbers count the lead no longer; a closed month lists that
 * as an adjustment. A CRM's record is not touched from here, and never makes a lead again.
 *
 * Should the same person write again they are a stranger: a new lead. Throws `forbidden`, `not_found` and `conflict`.
 */
export async function erasePerson(ctx: Ctx, input: ErasePerson): Promise<{ leadIds: string[] }> {
  requirePermission(ctx, "lead.erase")
  const leadIds = await retryDeadlock(() => ctx.db.transaction((tx) => eraseLocked(ctx, tx, input)))
  await announceLeads(ctx.db, leadIds)
  return { leadIds }
}

async function eraseLocked(ctx: Ctx, tx: Transaction, { leadId, reason }: ErasePerson): Promise<string[]> {
  const { id } = await findLeadOrThrow(tx, leadId)
  await lockIntakeKeys(tx, [id])
  const lead = await lockLeadOrThrow(tx, id)
  if (lead.id !== id) throw new AppError("conflict", "The lead was merged with another in this moment. Look at it once more.")
  const leadIds = await everyIdOf(tx, lead.id)
  await excludeLead(ctx, tx, { leadId: lead.id, reason: "privacy" })
  await eraseTraces(tx, leadIds)
  await removeLeads(tx, leadIds, { keep: "crm_exclusions", at: ctx.now() })
  await react(
    ctx,
    tx,
    leadIds.map((id) => ({ leadId: id, cause: "removed" as const })),
  )
  await writeAudit(ctx, tx, { action: "lead.erased", leadId: lead.id, change: { reason, leads: leadIds.length } })
  return leadIds
}

/** The lead and all that were ever merged into it, locked. */
async function everyIdOf(tx: Transaction, leadId: string): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    with recursive person as (
      select id from leads where id = ${leadId}
      union select l.id from leads l join person p on l.merged_into = p.id
    )
    select l.id from leads l where l.id in (select id from person) order by l.id for update`)
  return rows.map(({ id }) => id)
}
