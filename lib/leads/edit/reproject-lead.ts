import { eq, inArray, max, min, sql } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { leadFieldValues, leadIdentities, leads, touchpoints } from "@/db/schema"
import type { LeadField } from "@/lib/core/lead-event"
import { projectLead, type TouchColumns } from "@/lib/core/lead-projection"
import { survivingFields } from "@/lib/core/surviving-fields"
import type { FieldObservation } from "@/lib/core/survivorship"
import { rebuildProfiles } from "@/lib/matching/rebuild-profiles"

/**
 * Recomputes a lead's projection from its children. Ingest keeps it current event by event; a merge, a split or an undo
 * moves children in bulk, and both leads are recomputed.
 */
export async function reprojectLead(tx: Transaction, leadId: string, now: Date): Promise<void> {
  const provenance = survivingFields(await observationsOf(tx, [leadId]))
  const contacts = await tx.select().from(leadIdentities).where(eq(leadIdentities.leadId, leadId))
  const [lead] = await tx.select().from(leads).where(eq(leads.id, leadId))
  if (!lead) return
  const [first = lead, ...others] = await touchesByChannel(tx, leadId)
  await tx
    .update(leads)
    .set({ ...projectLead({ provenance, contacts, touches: [first, ...others] }), version: lead.version + 1, updatedAt: now })
    .where(eq(leads.id, leadId))
  await rebuildProfiles(tx, [leadId])
}

/** A lead may have thousands of touchpoints, and has a handful of channels. */
async function touchesByChannel(tx: Transaction, leadId: string): Promise<TouchColumns[]> {
  const isFromPerson = sql`${touchpoints.direction} = 'inbound' and ${touchpoints.authorRole} = 'person'`
  const rows = await tx
    .select({
      channel: touchpoints.channel,
      firstTouchAt: min(touchpoints.occurredAt),
      lastActivityAt: max(touchpoints.occurredAt),
      lastInboundAt: sql<Date | null>`max(${touchpoints.occurredAt}) filter (where ${isFromPerson})`.mapWith(touchpoints.occurredAt),
    })
    .from(touchpoints)
    .where(eq(touchpoints.leadId, leadId))
    .groupBy(touchpoints.channel)
  return rows.flatMap(({ channel, firstTouchAt, lastActivityAt, lastInboundAt }) =>
    firstTouchAt && lastActivityAt ? [{ firstTouchAt, firstChannel: channel, lastActivityAt, lastInboundAt, channels: [channel] }] : [],
  )
}

/** All observations of these leads, as one person's. */
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
