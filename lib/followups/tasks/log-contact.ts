import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { lockLeadOrThrow } from "@/lib/leads/find-lead"
import { CONTACT_MEANS } from "@/lib/leads/contact/contact-event"
import { recordContact } from "@/lib/leads/contact/record-contact"
import { announceLeads } from "@/lib/platform/live/announce"
import { requireLeadChange, requirePermission } from "@/lib/platform/permissions"
import { react } from "@/lib/reactions/react"
import { whatComesNext, type WhatNext } from "./what-comes-next"

export const LogContact = z.object({
  leadId: z.uuid(),
  means: z.enum(CONTACT_MEANS),
  note: z.string().trim().max(5000).optional(),
  /** Made by the screen for each press, so that a press that is sent twice counts once. */
  key: z.uuid().optional(),
})
export type LogContact = z.infer<typeof LogContact>

/** Records that we got in touch, or tried to. Waiting replies and due follow-ups are done by it. */
export async function logContact(ctx: Ctx, input: LogContact): Promise<{ leadId: string } & WhatNext> {
  requirePermission(ctx, "lead.edit")
  const { leadId, means, note, key } = LogContact.parse(input)
  const logged = await ctx.db.transaction(async (tx) => {
    const lead = await lockLeadOrThrow(tx, leadId)
    requireLeadChange(ctx, lead)
    await react(ctx, tx, await recordContact(ctx, tx, { leadId: lead.id, means, note: note || null, key: key ?? newId() }))
    return { leadId: lead.id, ...(await whatComesNext(ctx, tx, { leadId: lead.id, outcome: means })) }
  })
  await announceLeads(ctx.db, [logged.leadId])
  return logged
}
