import { sql, type SQL } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { erasures } from "@/db/schema"
import { quotePattern } from "@/lib/core/privacy/quotes"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { lockLeads, lockShared } from "@/lib/platform/lock-order"
import { everyIdOf, findLeadOrThrow } from "@/lib/leads/find-lead"
import { lockIntakeKeys } from "@/lib/leads/edit/lock-intake-keys"
import { suppressIdentities } from "@/lib/leads/ingest/suppression"
import { removeLeads } from "@/lib/leads/edit/remove-leads"
import { requirePermission } from "@/lib/platform/permissions"
import { isTransient } from "@/lib/platform/retry"
import { cutFromCrms } from "@/lib/sync/reconcile/exclude-lead"
import { eraseTraces } from "./erase-traces"
import { finishErasure } from "./finish-erasures"
import { personTerms } from "./person-terms"

export const ErasePerson = z.object({
  leadId: z.uuid(),
  reason: z.string().trim().min(3, "Say who asked for it, or why.").max(300),
})
export type ErasePerson = z.infer<typeof ErasePerson>

/**
 * Erases a person, for good: the lead and every lead that was merged into it, what they wrote, the bodies of the
 * deliveries that brought it, the questions, mails and histories that quote them. Nothing can be taken back. What is left
 * is an id without a name, and who erased it when and why. Numbers count the lead no longer; a closed month lists that
 * as an adjustment. A CRM's record is not touched from here, and never makes a lead again. Rows of others that quote the
 * person lose the quote, in this call or, in a large database, by the next job.
 *
 * Lists and replays do not bring the person back (lib/leads/ingest/suppression.ts). A person who writes again is a
 * new lead. Throws `forbidden`, `not_found` and `conflict`.
 */
export async function erasePerson(ctx: Ctx, input: ErasePerson, later: Later = (work) => work()): Promise<{ leadIds: string[] }> {
  requirePermission(ctx, "lead.erase")
  const { leadIds, erasureId } = await changeLeads(ctx, (unit) => eraseLocked(unit, input))
  await later(async () => {
    try {
      await finishErasure(ctx, erasureId)
    } catch (error) {
      if (!isTransient(error)) throw error
      ctx.log.warn({ err: error, erasureId }, "quotes of an erased person are searched for by the next job")
    }
  })
  return { leadIds }
}

/** When the search through all tables is done: at once, or after the answer to a person who waits. */
type Later = (work: () => Promise<void>) => Promise<void> | void

async function eraseLocked(unit: LeadUnit, { leadId, reason }: ErasePerson): Promise<{ leadIds: string[]; erasureId: string }> {
  const { db: tx } = unit
  const [id, leadIds] = await lockPerson(unit, leadId)
  const terms = await personTerms(tx, leadIds)
  await suppressIdentities(tx, leadIds, unit.now())
  await removePerson(unit, { id, leadIds, reason: "privacy", pattern: quotePattern(terms, "contacts") })
  await writeAudit(unit, tx, { action: "lead.erased", leadId: id, change: { reason, leads: leadIds.length } })
  const erasureId = newId()
  await tx.insert(erasures).values({ id: erasureId, leadId: id, at: unit.now(), terms })
  return { leadIds, erasureId }
}

/**
 * Ends a lead that was kept for long enough, if `isDue` still holds once it is locked: it may have been written to, booked,
 * restricted or merged since it was chosen. Throws `conflict` then. A person who comes back is a new lead.
 */
export async function expireLead(unit: LeadUnit, { leadId, reason, isDue }: ErasePerson & { isDue: SQL }): Promise<void> {
  const [id, leadIds] = await lockPerson(unit, leadId)
  const { rows } = await unit.db.execute(sql`select 1 from leads where id = ${leadId} and ${isDue}`)
  if (id !== leadId || rows.length === 0) throw new AppError("conflict", "The lead has changed and is kept.")
  await removePerson(unit, { id, leadIds, reason: "expired", pattern: null })
  await writeAudit(unit, unit.db, { action: "lead.expired", leadId: id, change: { reason, leads: leadIds.length } })
}

async function lockPerson({ db: tx }: LeadUnit, leadId: string): Promise<[string, string[]]> {
  const { id } = await findLeadOrThrow(tx, leadId)
  await lockIntakeKeys(tx, [id])
  const leadIds = await lockEveryIdOf(tx, id)
  if (leadIds.length === 0) throw new AppError("conflict", "The lead was merged with another in this moment. Look at it once more.")
  await lockShared(tx)
  return [id, leadIds]
}

type Removal = { id: string; leadIds: readonly string[]; reason: "privacy" | "expired"; pattern: string | null }

async function removePerson(unit: LeadUnit, { id, leadIds, reason, pattern }: Removal): Promise<void> {
  const { db: tx, changes } = unit
  await cutFromCrms(unit, { leadId: id, reason })
  await eraseTraces(unit, { id, leadIds, pattern })
  await removeLeads(tx, leadIds, { keep: "crm_exclusions", at: unit.now() })
  changes.add(...leadIds.map((erased) => ({ leadId: erased, cause: "removed" as const })))
}

/** The lead and all that were ever merged into it, locked; none when it is not a lead of its own any more. */
async function lockEveryIdOf(tx: Transaction, leadId: string): Promise<string[]> {
  await lockLeads(tx, await everyIdOf(tx, leadId))
  // A merge may have been waited for, which brought more ids.
  const rows = await lockLeads(tx, await everyIdOf(tx, leadId))
  const self = rows.find(({ id }) => id === leadId)
  return self?.mergedInto === null ? rows.map(({ id }) => id) : []
}
