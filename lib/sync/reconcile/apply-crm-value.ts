import { LEAD_FIELDS } from "@/lib/core/lead-event"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { eachOf } from "@/lib/core/sync/transforms"
import { preferContacts } from "@/lib/duplicates/merge/prefer-contacts"
import type { LeadRow } from "@/lib/leads/find-lead"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { reprojectLead } from "@/lib/leads/edit/reproject-lead"
import { retireContact } from "@/lib/leads/edit/retire-contact"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { lockKeys } from "@/lib/platform/lock-order"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"

/**
 * Sets a synced field of a lead to a value, through the same verbs as a colleague's click. Used for a change in the CRM
 * and for a conflict that an admin settles. What a verb refuses is thrown as its `AppError`.
 */
export type CrmValue = {
  leadId: string
  /** A field of the mapping. */
  field: string
  /** In our form (E.164, a stage id, a user id); "" empties the field. */
  value: string
  /** Phones or e-mails that the value takes the place of: they stop being this person's. */
  replaces?: readonly string[]
  /** `crm` moves a lead whatever the gate asks, and records what is missing. */
  via: "crm" | "menu"
  /** Of a move to Lost. */
  lostReason?: string | null
}

/** Answers with the lead afterwards; null where its row was left as it was. */
export async function applyCrmValue(ctx: Ctx, change: CrmValue): Promise<LeadRow | null> {
  const { leadId, field, value, via } = change
  const leadField = LEAD_FIELDS.find((known) => known === field)
  if (leadField) return await editLead(ctx, { leadId, fields: { [leadField]: value } })
  if (field === "email" || field === "phone") return await applyContact(ctx, { ...change, field })
  if (field === "owner") return await assignLead(ctx, { leadId, ownerId: value || null, reason: OWNER_REASON[via] })
  if (field !== "stage") throw new AppError("invalid", "This value follows from others and cannot be set by hand.")
  await move(ctx, change)
  return null
}

/** The new detail comes first, as it does in the CRM. One unit: a detail that is refused replaces nothing. */
async function applyContact(
  ctx: Ctx,
  { leadId, field: kind, value, replaces = [], via }: CrmValue & { field: "email" | "phone" },
): Promise<LeadRow | null> {
  const values = eachOf(value)
  return await changeLeads(ctx, async (unit) => {
    const { db: tx } = unit
    await lockKeys(
      tx,
      [...values, ...replaces].map((one) => `${kind}:${one}`),
    )
    let lead: LeadRow | null = null
    for (const old of replaces) lead = await retireContact(unit, { leadId, kind, value: old })
    const [first] = values
    if (first === undefined) return lead
    lead = await editLead(unit, kind === "phone" ? { leadId, addPhone: value } : { leadId, addEmail: value })
    if (replaces.length === 0 && via === "crm") return lead
    await preferContacts(tx, lead.id, [{ kind, value: first }])
    return (await reprojectLead(tx, lead.id, unit.now()))?.lead ?? lead
  })
}

const OWNER_REASON = { crm: "changed in the CRM", menu: "decided on the sync screen" } as const

async function move(ctx: Ctx, { leadId, value, via, lostReason }: CrmValue): Promise<void> {
  const to = STAGE_IDS.find((id) => id === value)
  if (!to) throw new AppError("invalid", "There is no such stage.")
  const reason = to === "lost" && lostReason ? { reason: lostReason.slice(0, 500) } : {}
  const moved = await moveLead(ctx, { leadId, to, via, ...reason })
  if (!moved.ok)
    throw new AppError("conflict", "The stage asks for something the lead lacks. Move it on the board, where it can be filled in.")
}
