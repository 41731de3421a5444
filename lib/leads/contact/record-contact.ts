import type { Transaction } from "@/db/client"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import type { LeadChange } from "@/lib/platform/lead-change"
import { contactEvent, type ContactMeans } from "./contact-event"

/** Writes a contact of ours into the history of a lead that the transaction has locked; answers what changed by it. */
export async function recordContact(
  ctx: Ctx,
  tx: Transaction,
  { leadId, means, note, key }: { leadId: string; means: ContactMeans; note: string | null; key: string },
): Promise<LeadChange[]> {
  const event = contactEvent({ means, key, at: ctx.now(), by: ctx.actor.name, note })
  const { ingested, changes } = await ingestEvents(tx, [{ event, receiptId: null, leadId }], ctx.now())
  if (ingested[0]?.outcome !== "ingested") throw new AppError("not_found", "There is no such lead.")
  await writeAudit(ctx, tx, { action: "contact.logged", leadId, change: { means, note } })
  return changes
}
