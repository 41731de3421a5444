import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { LeadUnit } from "@/lib/platform/change/change-leads"
import { AppError } from "@/lib/platform/errors"
import { contactEvent, type ContactMeans } from "./contact-event"

/** Writes a contact of ours into the history of a lead that the unit has locked. */
export async function recordContact(
  unit: LeadUnit,
  { leadId, means, note, key }: { leadId: string; means: ContactMeans; note: string | null; key: string },
): Promise<void> {
  const event = contactEvent({ means, key, at: unit.now(), by: unit.actor.name, note })
  const { ingested } = await ingestInto(unit, [{ event, receiptId: null, leadId }])
  if (ingested[0]?.outcome !== "ingested") throw new AppError("not_found", "There is no such lead.")
  await writeAudit(unit, unit.db, { action: "contact.logged", leadId, change: { means, note } })
}
