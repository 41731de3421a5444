import { addIdentity, contactsOf, type BatchState, type LeadRow } from "./batch-state"
import { keyOf } from "./read-event"
import { projectLead } from "@/lib/core/lead-projection"
import { surviving, type FieldObservation } from "@/lib/core/survivorship"
import { survivingName } from "@/lib/core/surviving-name"
import type { LeadField } from "@/lib/core/lead-event"

/**
 * A bare conversation (no phone, no email) joins the lead of its first contact detail. In memory only: the writer moves
 * the stored rows.
 */
export function absorbLead(batch: BatchState, { from, into, at }: { from: LeadRow; into: LeadRow; at: Date }): void {
  from.state = "merged"
  from.mergedInto = into.id
  batch.changedLeads.add(from.id)
  batch.absorbed.push({ from: from.id, into: into.id })
  for (const identity of batch.identitiesOf.get(from.id)?.values() ?? []) {
    if (batch.identitiesOf.get(into.id)?.has(keyOf(identity))) continue
    identity.leadId = into.id
    addIdentity(batch, identity)
    batch.changedIdentities.add(identity)
  }
  batch.identitiesOf.delete(from.id)
  for (const conversation of batch.conversations.values()) {
    if (conversation.leadId === from.id) conversation.leadId = into.id
  }
  for (const rows of [batch.touchpoints, batch.fieldValues, batch.attributions, batch.consents]) {
    for (const row of rows) if (row.leadId === from.id) row.leadId = into.id
  }
  const profile = batch.index.profiles.get(from.id)
  if (profile) batch.index.learn(into.id, profile)
  joinProjections(batch, from, into)
  batch.audit.push({
    at,
    actorKind: "system",
    actorId: "intake",
    action: "lead.absorbed",
    leadId: into.id,
    subject: from.id,
    change: { reason: "an anonymous conversation showed a contact detail of this lead" },
  })
}

function joinProjections(batch: BatchState, from: LeadRow, into: LeadRow): void {
  const names = [...(batch.namesOf.get(into.id) ?? []), ...(batch.namesOf.get(from.id) ?? [])]
  batch.namesOf.set(into.id, names)
  const provenance = { ...into.provenance }
  for (const [field, theirs] of Object.entries(from.provenance) as [LeadField, FieldObservation][])
    provenance[field] = surviving(provenance[field], theirs)
  provenance.name = survivingName(names)
  Object.assign(into, projectLead({ provenance, contacts: contactsOf(batch, into.id), touches: [into, from] }))
}
