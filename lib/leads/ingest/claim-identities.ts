import { isConfirmingClaim, VISITOR_IDS } from "@/lib/core/event-trust"
import { newId } from "@/lib/platform/ids"
import { addIdentity, conversationKey, type IdentityRow, type BatchState, type LeadRow } from "./batch-state"
import { isDecisive, keyOf, type ReadEvent, type ReadIdentity } from "./read-event"

/**
 * Gives the lead the identities its event claims. One that is already personal to another lead is stored as `weak`: the
 * pair goes to review, and no identity moves until a person decides.
 *
 * An identity is confirmed by a trusted claim in an event that shows the lead: it makes the lead, or it carries an
 * identity that was confirmed before (the first trusted one where none was). Anything else is `unconfirmed`, so that
 * what was planted, or what joined by a planted value, never becomes the person. What only an anonymous visitor claims
 * is `weak` as well, unless the lead is known from this one visitor alone.
 */
export function claimIdentities(batch: BatchState, read: ReadEvent, lead: LeadRow): void {
  const verification = verificationOf(batch, read, lead)
  for (const identity of read.identities) {
    const known = batch.identitiesOf.get(lead.id)?.get(keyOf(identity))
    if (!known) add(batch, read, lead, identity, verification)
    else seenAgain(batch, known, read, identity, verification)
  }
}

/** Whether anyone but anonymous visitors has told us of the lead. */
export const isKnownOtherwise = (batch: BatchState, leadId: string): boolean =>
  identitiesOfPerson(batch, leadId).some((row) => !isUnconfirmed(row))

const identitiesOfPerson = (batch: BatchState, leadId: string): IdentityRow[] =>
  [...(batch.identitiesOf.get(leadId)?.values() ?? [])].filter(({ kind, strength }) => strength !== "weak" && !VISITOR_IDS.includes(kind))

const isUnconfirmed = ({ traits }: Pick<IdentityRow, "traits">): boolean => "unconfirmed" in traits

/** How far an event may settle what is the lead's. */
type Verification = {
  confirms: (identity: ReadIdentity) => boolean
  isClaimOnly: (identity: ReadIdentity) => boolean
  /** What an unconfirmed identity remembers: the visitor's conversation, or `true`. */
  unconfirmedBy: string | true
}

function verificationOf(batch: BatchState, read: ReadEvent, lead: LeadRow): Verification {
  const known = identitiesOfPerson(batch, lead.id)
  const confirmed = known.filter((row) => !isUnconfirmed(row))
  const telling = new Set((confirmed.length > 0 ? confirmed : known).map(keyOf))
  const isTrusted = ({ source }: ReadIdentity): boolean => isConfirmingClaim(read.trust, source)
  const showsLead =
    read.leadId !== null || known.length === 0 || read.identities.some((identity) => isTrusted(identity) && telling.has(keyOf(identity)))
  const visitor = read.event.conversation && conversationKey(read.event.conversation)
  const isOneVisitor = visitor !== null && known.every(({ traits }) => traits["unconfirmed"] === visitor)
  return {
    confirms: (identity) => isTrusted(identity) && (showsLead || VISITOR_IDS.includes(identity.kind)),
    isClaimOnly: (identity) => !isTrusted(identity) && !showsLead && !isOneVisitor,
    unconfirmedBy: visitor ?? true,
  }
}

function add(batch: BatchState, read: ReadEvent, lead: LeadRow, identity: ReadIdentity, verification: Verification): void {
  const row: IdentityRow = {
    id: newId(),
    leadId: lead.id,
    kind: identity.kind,
    value: identity.value,
    raw: identity.raw,
    strength: verification.isClaimOnly(identity) ? "weak" : strengthOf(batch, identity),
    source: identity.source,
    channel: read.event.channel,
    touchpointId: read.touchpointId,
    traits: verification.confirms(identity) ? identity.traits : { ...identity.traits, unconfirmed: verification.unconfirmedBy },
    names: [],
    firstSeenAt: read.event.occurredAt,
    lastSeenAt: read.event.occurredAt,
  }
  addIdentity(batch, row)
  batch.changedIdentities.add(row)
  if (row.strength !== "weak") batch.newKeys.add(keyOf(identity))
}

/** A value owned by another lead is stored and decides nothing. */
function strengthOf(batch: BatchState, identity: ReadIdentity): IdentityRow["strength"] {
  if (isDecisive(identity) && batch.personal.has(keyOf(identity))) return "weak"
  return batch.index.identifiers.get(identity.value)?.isShared ? "shared" : identity.strength
}

function seenAgain(batch: BatchState, known: IdentityRow, { event }: ReadEvent, identity: ReadIdentity, verification: Verification): void {
  const isConfirming = verification.confirms(identity)
  if (isUnconfirmed(known) && !verification.isClaimOnly(identity)) {
    const { unconfirmed, ...traits } = known.traits
    known.traits = isConfirming ? traits : { ...traits, unconfirmed }
    if (known.strength === "weak") known.strength = strengthOf(batch, identity)
    addIdentity(batch, known)
    if (known.strength !== "weak") batch.newKeys.add(keyOf(known))
  }
  if (isConfirming && isGuess(known) && !isGuess(identity)) confirmCountry(batch, known, identity)
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
