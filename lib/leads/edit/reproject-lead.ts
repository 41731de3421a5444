import { eq, inArray, max, min, sql } from "drizzle-orm"
import { fromPersonSql } from "@/lib/core/response/who-spoke"
import type { Database, Transaction } from "@/db/client"
import { leadFieldValues, leadIdentities, leads, touchpoints } from "@/db/schema"
import type { LeadField } from "@/lib/core/lead-event"
import { nextFieldVersions } from "@/lib/core/field-versions"
import { projectLead, type TouchColumns } from "@/lib/core/lead-projection"
import { survivingFields } from "@/lib/core/surviving-fields"
import type { FieldObservation } from "@/lib/core/survivorship"
import type { Profile } from "@/lib/core/matching/profile"
import type { LeadRow } from "@/lib/leads/find-lead"
import { rebuildProfiles } from "@/lib/matching/rebuild-profiles"

/**
 * Recomputes a lead's projection from its children, and its matching profile. Ingest keeps both current event by event;
 * an edit, a merge, a split or an undo writes children, and the lead is recomputed. Null when the lead is gone.
 */
export async function reprojectLead(tx: Transaction, leadId: string, now: Date): Promise<{ lead: LeadRow; profiles: Profile[] } | null> {
  const provenance = survivingFields(await observationsOf(tx, [leadId]))
  const contacts = await tx.select().from(leadIdentities).where(eq(leadIdentities.leadId, leadId))
  const [known] = await tx.select().from(leads).where(eq(leads.id, leadId))
  if (!known) return null
  const [first = known, ...others] = await touchesByChannel(tx, leadId)
  const version = known.version + 1
  const [lead] = await tx
    .update(leads)
    .set({
      ...projectLead({ provenance, contacts, touches: [first, ...others] }),
      fieldVersions: nextFieldVersions(known, { provenance, version }),
      version,
      updatedAt: now,
    })
    .where(eq(leads.id, leadId))
    .returning()
  return lead ? { lead, profiles: await rebuildProfiles(tx, [leadId]) } : null
}

const FROM_PERSON = sql.raw(fromPersonSql("touchpoints"))

/** A lead may have thousands of touchpoints, and has a handful of channels. */
async function touchesByChannel(tx: Transaction, leadId: string): Promise<TouchColumns[]> {
  const rows = await tx
    .select({
      channel: touchpoints.channel,
      firstTouchAt: min(touchpoints.occurredAt),
      lastActivityAt: max(touchpoints.occurredAt),
      lastInboundAt: sql<Date | null>`max(${touchpoints.occurredAt}) filter (where ${FROM_PERSON})`.mapWith(touchpoints.occurredAt),
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
