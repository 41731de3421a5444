import { eq, inArray, sql } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { leadFieldValues, leadIdentities, leads } from "@/db/schema"
import { readName } from "@/lib/core/identity/names/person-name"
import type { LeadField } from "@/lib/core/lead-event"
import { survivingFields } from "@/lib/core/surviving-fields"
import type { FieldObservation, Provenance } from "@/lib/core/survivorship"
import { contactOrder } from "@/lib/leads/contact-order"
import { rebuildProfiles } from "@/lib/matching/rebuild-profiles"

/**
 * Computes a lead's own columns again from its children. Ingest keeps them current one event at a time; a merge, a
 * split or an undo moves children in bulk, and then both leads are what their children say.
 */
export async function reprojectLead(tx: Transaction, leadId: string, now: Date): Promise<void> {
  const provenance = await provenanceOf(tx, leadId)
  const contacts = await tx.select().from(leadIdentities).where(eq(leadIdentities.leadId, leadId))
  const listed = (kind: "phone" | "email") =>
    contacts
      .filter((row) => row.kind === kind && row.strength !== "weak")
      .sort(contactOrder)
      .map(({ value }) => value)
  const value = (field: LeadField): string | null => provenance[field]?.value || null
  const searchText = [value("name") ? readName(value("name")).searchText : "", value("company")?.toLowerCase() ?? ""]
    .filter(Boolean)
    .join(" ")
  await tx
    .update(leads)
    .set({
      name: value("name"),
      company: value("company"),
      country: value("country"),
      emirate: value("emirate"),
      language: value("language"),
      vehicle: value("vehicle"),
      vehicleClass: value("vehicle_class"),
      searchText,
      provenance,
      phones: listed("phone"),
      emails: listed("email"),
      version: sql`${leads.version} + 1`,
      updatedAt: now,
    })
    .where(eq(leads.id, leadId))
  await tx.execute(sql`
    update leads l set first_touch_at = t.first_at, last_activity_at = t.last_at, last_inbound_at = t.inbound_at, channels = t.channels, first_channel = t.first_channel
    from (
      select (array_agg(occurred_at order by channel = 'erp', occurred_at, channel))[1] as first_at, max(occurred_at) as last_at,
             max(occurred_at) filter (where direction = 'inbound' and author_role = 'person') as inbound_at,
             array_agg(distinct channel order by channel) as channels,
             (array_agg(channel order by channel = 'erp', occurred_at, channel))[1] as first_channel
      from touchpoints where lead_id = ${leadId}
    ) t where l.id = ${leadId} and t.first_at is not null`)
  await rebuildProfiles(tx, [leadId])
}

const provenanceOf = async (tx: Transaction, leadId: string): Promise<Provenance> => survivingFields(await observationsOf(tx, [leadId]))

/** Everything ever observed about these leads, as one person's. */
export async function observationsOf(
  db: Database | Transaction,
  leadIds: readonly string[],
): Promise<{ field: LeadField; observation: FieldObservation }[]> {
  const rows = await db
    .select()
    .from(leadFieldValues)
    .where(inArray(leadFieldValues.leadId, [...leadIds]))
  return rows.map((row) => ({
    field: row.field,
    observation: {
      value: row.value,
      trust: row.trust,
      observedAt: row.observedAt.toISOString(),
      channel: row.channel,
      touchpointId: row.touchpointId,
      userId: row.userId,
    },
  }))
}
