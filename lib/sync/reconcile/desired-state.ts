import { inArray } from "drizzle-orm"
import type { Database } from "@/db/client"
import { leads } from "@/db/schema"
import type { LeadField } from "@/lib/core/lead-event"
import type { OurValue, OurValues } from "@/lib/core/sync/compare-record"
import { consentRecord, type ConsentRecord } from "@/lib/core/privacy/consent-gate"
import { readStated } from "@/lib/leads/consent"
import type { LeadRow } from "@/lib/leads/find-lead"

/** A lead as a contact and a deal: what the CRM should say of it now, and since when we say so. */
export const dealKeyOf = ({ id, run }: Pick<LeadRow, "id" | "run">): string => `${id}:${run}`

const LIFECYCLE: Record<string, string> = {
  new_lead: "lead",
  contacted: "lead",
  qualified: "salesqualifiedlead",
  proposal: "opportunity",
  negotiation: "opportunity",
  booked: "customer",
  lost: "lead",
}

/** A lead with the consent that is in force; left out where only other values are read. */
type SyncedLead = LeadRow & { consent?: ConsentRecord | null }

export function ourValues(lead: SyncedLead): OurValues {
  const isOver = lead.stageId === "booked" || lead.stageId === "lost"
  const field = (name: LeadField): OurValue => {
    const known = lead.provenance[name]
    return { value: known?.value ?? "", changedAt: known ? new Date(known.observedAt) : null }
  }
  const one = (value: string, changedAt: Date | null = null): OurValue => ({ value, changedAt })
  const called = lead.name ?? lead.phones[0] ?? lead.emails[0] ?? "Somebody"
  return {
    lead_id: one(lead.id),
    name: field("name"),
    email: { value: lead.emails[0] ?? "", changedAt: null, accepts: lead.emails },
    phone: { value: lead.phones[0] ?? "", changedAt: null, accepts: lead.phones },
    company: field("company"),
    country: field("country"),
    language: field("language"),
    vehicle: field("vehicle"),
    score: one(String(lead.score)),
    band: one(lead.band),
    channels: one(lead.channels.join(";")),
    lifecycle: one(LIFECYCLE[lead.stageId] ?? "lead"),
    owner: one(lead.ownerId ?? "", lead.ownerSince),
    deal_id: one(dealKeyOf(lead)),
    deal_name: one([called, lead.vehicle].filter(Boolean).join(" – ")),
    stage: one(lead.stageId, lead.stageEnteredAt),
    amount: { value: lead.amountMinor === null ? "" : String(lead.amountMinor / 100), changedAt: field("amount").changedAt },
    close_date: one(isOver ? lead.stageEnteredAt.toISOString() : ""),
    lost_reason: one(lead.stageId === "lost" ? (lead.lostReason ?? "") : ""),
    pickup_date: field("pickup_date"),
    return_date: field("return_date"),
    consent_given_at: one(lead.consent?.givenAt.toISOString() ?? ""),
    consent_text_version: one(lead.consent?.textVersion ?? ""),
    purpose_of_processing: one(lead.consent?.purposes.join(";") ?? ""),
  }
}

export async function readLeads(db: Pick<Database, "select">, ids: readonly string[]): Promise<Map<string, SyncedLead>> {
  const rows =
    ids.length === 0
      ? []
      : await db
          .select()
          .from(leads)
          .where(inArray(leads.id, [...ids]))
  const stated = await readStated(db, ids)
  return new Map(rows.map((row) => [row.id, { ...row, consent: consentRecord(stated.get(row.id) ?? []) }]))
}
