import { z } from "zod"
import type { Transaction } from "@/db/client"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { lockLeadOrThrow } from "@/lib/leads/find-lead"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { announceLeads } from "@/lib/platform/live/announce"
import { requireLeadChange, requirePermission } from "@/lib/platform/permissions"
import { react } from "@/lib/reactions/react"
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
  const logged = await ctx.db.transaction(async (tx) => {
    const lead = await lockLeadOrThrow(tx, leadId)
    requireLeadChange(ctx, lead)
    await recordContact(ctx, tx, { leadId: lead.id, means, note: note || null, key: key ?? newId() })
    return { leadId: lead.id, ...(await whatComesNext(ctx, tx, { leadId: lead.id, outcome: means })) }
  })
  await announceLeads(ctx.db, [logged.leadId])
  return logged
}

/** The same inside a transaction that has locked the lead. */
export async function recordContact(
  ctx: Ctx,
  tx: Transaction,
  { leadId, means, note, key }: { leadId: string; means: ContactMeans; note: string | null; key: string },
): Promise<void> {
  const by = ctx.actor.name
  const event = contactEvent({ means, key, at: ctx.now(), by, note })
  const { ingested, changes } = await ingestEvents(tx, [{ event, receiptId: null, leadId }], ctx.now())
  if (ingested[0]?.outcome !== "ingested") throw new AppError("not_found", "There is no such lead.")
  await react(ctx, tx, changes)
  await writeAudit(ctx, tx, { action: "contact.logged", leadId, change: { means, note } })
}
