import { z } from "zod"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { lockLeadOrThrow } from "@/lib/leads/find-lead"
import { CONTACT_MEANS } from "@/lib/leads/contact/contact-event"
import { recordContact } from "@/lib/leads/contact/record-contact"
import { requireLeadChange, requirePermission } from "@/lib/platform/permissions"
import { whatComesNext, type WhatNext } from "./what-comes-next"

export const LogContact = z.object({
  leadId: z.uuid(),
  means: z.enum(CONTACT_MEANS),
  note: z.string().trim().max(5000).optional(),
  /** Created by the screen for each press, so that a repeated request counts once. */
  key: z.uuid().optional(),
})
export type LogContact = z.infer<typeof LogContact>

/** Logs a contact, or an attempt. It completes open replies and due follow-ups. */
export async function logContact(ctx: Ctx, input: LogContact): Promise<{ leadId: string } & WhatNext> {
  requirePermission(ctx, "lead.edit")
  const { leadId, means, note, key } = LogContact.parse(input)
  const id = await changeLeads(ctx, async (unit) => {
    const lead = await lockLeadOrThrow(unit.db, leadId)
    requireLeadChange(ctx, lead)
    await recordContact(unit, { leadId: lead.id, means, note: note || null, key: key ?? newId() })
    return lead.id
  })
  return { leadId: id, ...(await whatComesNext(ctx, { leadId: id, outcome: means })) }
}
