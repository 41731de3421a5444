import { inArray } from "drizzle-orm"
import type { Database } from "@/db/client"
import { leads } from "@/db/schema"
import type { LeadField } from "@/lib/core/lead-event"
import type { OurValue, OurValues } from "@/lib/core/sync/compare-record"
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

export function ourValues(lead: LeadRow): OurValues {
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
  }
}

export async function readLeads(db: Pick<Database, "select">, ids: readonly string[]): Promise<Map<string, LeadRow>> {
  const rows =
    ids.length === 0
      ? []
      : await db
          .select()
          .from(leads)
          .where(inArray(leads.id, [...ids]))
  return new Map(rows.map((row) => [row.id, row]))
}
