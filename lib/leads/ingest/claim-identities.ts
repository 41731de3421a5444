import { POWERS } from "@/lib/core/event-trust"
import { newId } from "@/lib/platform/ids"
import { addIdentity, type IdentityRow, type BatchState, type LeadRow } from "./batch-state"
import { isDecisive, keyOf, type ReadEvent, type ReadIdentity } from "./read-event"

/**
 * Gives the lead the identities its event claims. One that is already personal to another lead is stored as `weak`: the
 * pair goes to review, and no identity moves until a person decides.
 *
 * What an anonymous form states is `unconfirmed`. On a lead that has confirmed identities it is only a claim (`weak`),
 * until a signed event states it too or a reviewer confirms it.
 */
export function claimIdentities(batch: BatchState, read: ReadEvent, lead: LeadRow): void {
  const isConfirming = POWERS[read.trust].confirmsIdentities
  const isGuarded = !isConfirming && hasConfirmed(batch, lead.id)
  for (const identity of read.identities) {
    const known = batch.identitiesOf.get(lead.id)?.get(keyOf(identity))
    if (!known) add(batch, read, lead, identity, { isConfirming, isGuarded })
    else seenAgain(batch, known, read, isConfirming ? identity : null)
  }
}

const isUnconfirmed = ({ traits }: Pick<IdentityRow, "traits">): boolean => traits["unconfirmed"] === true

const hasConfirmed = (batch: BatchState, leadId: string): boolean =>
  [...(batch.identitiesOf.get(leadId)?.values() ?? [])].some((row) => row.strength !== "weak" && !isUnconfirmed(row))

type Standing = { isConfirming: boolean; isGuarded: boolean }

function add(batch: BatchState, read: ReadEvent, lead: LeadRow, identity: ReadIdentity, { isConfirming, isGuarded }: Standing): void {
  const key = keyOf(identity)
  const row: IdentityRow = {
    id: newId(),
    leadId: lead.id,
    kind: identity.kind,
    value: identity.value,
    raw: identity.raw,
    strength: isGuarded ? "weak" : strengthOf(batch, identity),
    source: identity.source,
    channel: read.event.channel,
    touchpointId: read.touchpointId,
    traits: isConfirming ? identity.traits : { ...identity.traits, unconfirmed: true },
    names: [],
    firstSeenAt: read.event.occurredAt,
    lastSeenAt: read.event.occurredAt,
  }
  addIdentity(batch, row)
  batch.changedIdentities.add(row)
  if (row.strength !== "weak") batch.newKeys.add(key)
}

/** A value owned by another lead is stored and decides nothing. */
function strengthOf(batch: BatchState, identity: ReadIdentity): IdentityRow["strength"] {
  if (isDecisive(identity) && batch.personal.has(keyOf(identity))) return "weak"
  return batch.index.identifiers.get(identity.value)?.isShared ? "shared" : identity.strength
}

/** `confirming`: the identity as stated by an event that may confirm it. */
function seenAgain(batch: BatchState, known: IdentityRow, { event }: ReadEvent, confirming: ReadIdentity | null): void {
  if (confirming && isUnconfirmed(known)) {
    const { unconfirmed: _, ...traits } = known.traits
    known.traits = traits
    if (known.strength === "weak") known.strength = strengthOf(batch, confirming)
    addIdentity(batch, known)
    if (known.strength !== "weak") batch.newKeys.add(keyOf(known))
  }
  if (confirming && isGuess(known) && !isGuess(confirming)) confirmCountry(batch, known, confirming)
  if (event.occurredAt < known.firstSeenAt) known.firstSeenAt = event.occurredAt
  if (event.occurredAt > known.lastSeenAt) known.lastSeenAt = event.occurredAt
  batch.changedIdentities.add(known)
}

const isGuess = ({ traits }: Pick<IdentityRow, "traits">): boolean => traits["sharedBy"] === "guess"

/** A number whose country was guessed becomes the lead's own when it arrives in full, unless it has an owner. */
function confirmCountry(batch: BatchState, known: IdentityRow, confirming: ReadIdentity): void {
  const strength = strengthOf(batch, confirming)
  if (strength === "weak") return
  known.strength = strength
  known.traits = confirming.traits
  addIdentity(batch, known)
  batch.newKeys.add(keyOf(known))
}
