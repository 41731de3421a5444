import { newId } from "@/lib/platform/ids"
import { addIdentity, type IdentityRow, type BatchState, type LeadRow } from "./batch-state"
import { isDecisive, keyOf, type ReadEvent, type ReadIdentity } from "./read-event"

/**
 * Gives the lead the identities its event claims. One that is already personal to another lead is noted as `weak`
 * (seen here, owned there): the pair is with a reviewer, and until a person decides nobody's identity moves.
 */
export function claimIdentities(batch: BatchState, read: ReadEvent, lead: LeadRow): void {
  for (const identity of read.identities) {
    const known = batch.identitiesOf.get(lead.id)?.get(keyOf(identity))
    if (known) seenAgain(batch, known, read)
    else add(batch, read, lead, identity)
  }
}

function add(batch: BatchState, read: ReadEvent, lead: LeadRow, identity: ReadIdentity): void {
  const key = keyOf(identity)
  const isOwned = isDecisive(identity) && batch.personal.has(key)
  const row: IdentityRow = {
    id: newId(),
    leadId: lead.id,
    kind: identity.kind,
    value: identity.value,
    raw: identity.raw,
    strength: isOwned ? "weak" : batch.index.identifiers.get(identity.value)?.isShared ? "shared" : identity.strength,
    source: identity.source,
    channel: read.event.channel,
    touchpointId: read.touchpointId,
    traits: identity.traits,
    names: [],
    firstSeenAt: read.event.occurredAt,
    lastSeenAt: read.event.occurredAt,
  }
  addIdentity(batch, row)
  batch.changedIdentities.add(row)
  if (row.strength !== "weak") batch.newKeys.add(key)
}

function seenAgain(batch: BatchState, known: IdentityRow, { event }: ReadEvent): void {
  if (event.occurredAt < known.firstSeenAt) known.firstSeenAt = event.occurredAt
  if (event.occurredAt > known.lastSeenAt) known.lastSeenAt = event.occurredAt
  batch.changedIdentities.add(known)
}
