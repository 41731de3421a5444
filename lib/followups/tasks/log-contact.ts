import { z } from "zod"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { lockLeadOrThrow } from "@/lib/leads/find-lead"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { requireLeadChange, requirePermission } from "@/lib/platform/permissions"
import { contactEvent, type ContactMeans } from "./contact-event"
import { whatComesNext, type WhatNext } from "./what-comes-next"

const MEANS = ["called", "no_answer", "whatsapp_sent", "emailed", "wrong_number"] as const satisfies readonly ContactMeans[]

export const LogContact = z.object({
  leadId: z.uuid(),
  means: z.enum(MEANS),
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

/** The same in a unit that has locked the lead. */
export async function recordContact(
  unit: LeadUnit,
  { leadId, means, note, key }: { leadId: string; means: ContactMeans; note: string | null; key: string },
): Promise<void> {
  const event = contactEvent({ means, key, at: unit.now(), by: unit.actor.name, note })
  const { ingested } = await ingestInto(unit, [{ event, receiptId: null, leadId }])
  if (ingested[0]?.outcome !== "ingested") throw new AppError("not_found", "There is no such lead.")
  await writeAudit(unit, unit.db, { action: "contact.logged", leadId, change: { means, note } })
}
