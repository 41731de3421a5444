import { isEarlierTouch } from "@/lib/core/first-touch"
import { addIdentity, type Ledger, type LeadRow } from "./ledger"
import { keyOf } from "./read-event"
import { compareObservations } from "@/lib/core/survivorship"
import { projectContacts, writeFields } from "./project-lead"
import { survivingName } from "@/lib/core/surviving-name"
import type { LeadField } from "@/lib/core/lead-event"

/**
 * A bare conversation (no phone, no e-mail, nobody's) joins the lead that its first contact detail names. In memory
 * only: the writer moves the rows that are already stored.
 */
export function absorbLead(ledger: Ledger, { from, into, at }: { from: LeadRow; into: LeadRow; at: Date }): void {
  from.state = "merged"
  from.mergedInto = into.id
  ledger.changedLeads.add(from.id)
  ledger.absorbed.push({ from: from.id, into: into.id })
  for (const identity of ledger.identitiesOf.get(from.id)?.values() ?? []) {
    if (ledger.identitiesOf.get(into.id)?.has(keyOf(identity))) continue
    identity.leadId = into.id
    addIdentity(ledger, identity)
    ledger.changedIdentities.add(identity)
  }
  ledger.identitiesOf.delete(from.id)
  for (const conversation of ledger.conversations.values()) {
    if (conversation.leadId === from.id) conversation.leadId = into.id
  }
  for (const rows of [ledger.touchpoints, ledger.fieldValues, ledger.attributions, ledger.consents]) {
    for (const row of rows) if (row.leadId === from.id) row.leadId = into.id
  }
  const profile = ledger.book.profiles.get(from.id)
  if (profile) ledger.book.learn(into.id, profile)
  joinProjections(ledger, from, into)
  ledger.audit.push({
    at,
    actorKind: "system",
    actorId: "intake",
    action: "lead.absorbed",
    leadId: into.id,
    subject: from.id,
    change: { reason: "an anonymous conversation showed a contact detail of this lead" },
  })
}

function joinProjections(ledger: Ledger, from: LeadRow, into: LeadRow): void {
  if (isEarlierTouch({ at: from.firstTouchAt, channel: from.firstChannel }, { at: into.firstTouchAt, channel: into.firstChannel })) {
    into.firstTouchAt = from.firstTouchAt
    into.firstChannel = from.firstChannel
  }
  if (from.lastActivityAt > into.lastActivityAt) into.lastActivityAt = from.lastActivityAt
  if (from.lastInboundAt && (!into.lastInboundAt || from.lastInboundAt > into.lastInboundAt)) into.lastInboundAt = from.lastInboundAt
  into.channels = [...new Set([...into.channels, ...from.channels])].sort()
  const names = [...(ledger.namesOf.get(into.id) ?? []), ...(ledger.namesOf.get(from.id) ?? [])]
  ledger.namesOf.set(into.id, names)
  const provenance = { ...into.provenance }
  for (const field of Object.keys(from.provenance) as LeadField[]) {
    const theirs = from.provenance[field]
    const ours = provenance[field]
    if (theirs && (!ours || compareObservations(ours, theirs) < 0)) provenance[field] = theirs
  }
  provenance.name = survivingName(names)
  into.provenance = provenance
  writeFields(into)
  projectContacts(ledger, into)
}
