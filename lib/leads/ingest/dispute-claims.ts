import { isConfirmingClaim } from "@/lib/core/event-trust"
import { compareProfiles, type MatchEvidence } from "@/lib/core/matching/compare"
import { projectLead } from "@/lib/core/lead-projection"
import { contactsOf, leadOf, type BatchState, type IdentityRow, type LeadRow } from "./batch-state"
import { isDecisive, keyOf, type ReadEvent, type ReadIdentity } from "./read-event"

/**
 * An e-mail that only visitors claimed belongs to whom a trusted event shows with it. A stranger may post a victim's
 * address with a number of their own before the victim is known; when the victim's own event brings the address with
 * another number, or under a name that has nothing in common, the stranger's lead keeps the address as a claim that
 * decides nothing, and a reviewer is asked about the two leads.
 */
export type Disputed = { lead: LeadRow; identity: ReadIdentity; evidence: MatchEvidence }

export function disputeClaims(batch: BatchState, read: ReadEvent): Disputed[] {
  const trusted = read.identities.filter((identity) => isDecisive(identity) && isConfirmingClaim(read.trust, identity.source))
  return trusted.flatMap((identity) => {
    const claim = identity.kind === "email" ? batch.personal.get(keyOf(identity)) : undefined
    const lead = claim && "unconfirmed" in claim.traits ? leadOf(batch, claim.leadId) : undefined
    if (!claim || !lead || read.identities.some((other) => other.kind !== "email" && holds(batch, lead, other))) return []
    const profile = batch.index.profiles.get(lead.id)
    const comparison = profile && compareProfiles(read.profile, profile, batch.index.statsFor(read.profile), batch.index.settings)
    if (!comparison || !(comparison.name.nothing || hasOtherPhone(batch, lead, trusted))) return []
    disown(batch, lead, claim)
    return [{ lead, identity, evidence: comparison.evidence }]
  })
}

const holds = (batch: BatchState, lead: LeadRow, identity: ReadIdentity): boolean =>
  batch.holders.get(keyOf(identity))?.has(lead.id) === true

/** The event comes from a number, and the lead has another, or another lead has that number. */
function hasOtherPhone(batch: BatchState, lead: LeadRow, trusted: readonly ReadIdentity[]): boolean {
  const phones = trusted.filter(({ kind }) => kind === "phone")
  const isReachedByPhone = contactsOf(batch, lead.id).some(({ kind, strength }) => kind === "phone" && strength !== "weak")
  return phones.length > 0 && (isReachedByPhone || phones.some((phone) => batch.personal.has(keyOf(phone))))
}

function disown(batch: BatchState, lead: LeadRow, claim: IdentityRow): void {
  const key = keyOf(claim)
  claim.strength = "weak"
  batch.personal.delete(key)
  batch.holders.get(key)?.delete(lead.id)
  batch.changedIdentities.add(claim)
  batch.index.forgetEmail(lead.id, claim.value)
  Object.assign(lead, projectLead({ provenance: lead.provenance, contacts: contactsOf(batch, lead.id), touches: [lead] }))
  batch.changedLeads.add(lead.id)
}
