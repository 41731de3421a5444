import { LEAD_FIELDS } from "@/lib/core/lead-event"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
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
  /** `crm` moves a lead whatever the gate asks, and records what is missing. */
  via: "crm" | "menu"
  /** Of a move to Lost. */
  lostReason?: string | null
}

export async function applyCrmValue(ctx: Ctx, { leadId, field, value, via, lostReason }: CrmValue): Promise<void> {
  const leadField = LEAD_FIELDS.find((known) => known === field)
  if (leadField) await editLead(ctx, { leadId, fields: { [leadField]: value } })
  else if (field === "email" && value !== "") await editLead(ctx, { leadId, addEmail: value })
  else if (field === "phone" && value !== "") await editLead(ctx, { leadId, addPhone: value })
  else if (field === "owner") await assignLead(ctx, { leadId, ownerId: value || null, reason: OWNER_REASON[via] })
  else if (field === "stage") await move(ctx, { leadId, value, via, lostReason })
  else throw new AppError("invalid", "This value follows from others and cannot be set by hand.")
}

const OWNER_REASON = { crm: "changed in the CRM", menu: "decided on the sync screen" } as const

async function move(ctx: Ctx, { leadId, value, via, lostReason }: Omit<CrmValue, "field">): Promise<void> {
  const to = STAGE_IDS.find((id) => id === value)
  if (!to) throw new AppError("invalid", "There is no such stage.")
  const reason = to === "lost" && lostReason ? { reason: lostReason.slice(0, 500) } : {}
  const moved = await moveLead(ctx, { leadId, to, via, ...reason })
  if (!moved.ok)
    throw new AppError("conflict", "The stage asks for something the lead lacks. Move it on the board, where it can be filled in.")
}
