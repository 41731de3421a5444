import { newId } from "@/lib/platform/ids"
import { addIdentity, type IdentityRow, type Ledger, type LeadRow } from "./ledger"
import { isDecisive, keyOf, type ReadEvent, type ReadIdentity } from "./read-event"

/**
 * Gives the lead the identities its event claims. One that is already personal to another lead is noted as `weak`
 * (seen here, owned there): the pair is with a reviewer, and until a person decides nobody's identity moves.
 */
export function claimIdentities(ledger: Ledger, read: ReadEvent, lead: LeadRow): void {
  for (const identity of read.identities) {
    const known = ledger.identitiesOf.get(lead.id)?.get(keyOf(identity))
    if (known) seenAgain(ledger, known, read)
    else add(ledger, read, lead, identity)
  }
}

function add(ledger: Ledger, read: ReadEvent, lead: LeadRow, identity: ReadIdentity): void {
  const key = keyOf(identity)
  const isOwned = isDecisive(identity) && ledger.personal.has(key)
  const row: IdentityRow = {
    id: newId(),
    leadId: lead.id,
    kind: identity.kind,
    value: identity.value,
    raw: identity.raw,
    strength: isOwned ? "weak" : ledger.book.identifiers.get(identity.value)?.isShared ? "shared" : identity.strength,
    source: identity.source,
    channel: read.event.channel,
    touchpointId: read.touchpointId,
    traits: identity.traits,
    names: [],
    firstSeenAt: read.event.occurredAt,
    lastSeenAt: read.event.occurredAt,
  }
  addIdentity(ledger, row)
  ledger.changedIdentities.add(row)
  if (row.strength !== "weak") ledger.newKeys.add(key)
}

function seenAgain(ledger: Ledger, known: IdentityRow, { event }: ReadEvent): void {
  if (event.occurredAt < known.firstSeenAt) known.firstSeenAt = event.occurredAt
  if (event.occurredAt > known.lastSeenAt) known.lastSeenAt = event.occurredAt
  ledger.changedIdentities.add(known)
}
