import { isConfirmingClaim } from "@/lib/core/event-trust"
import type { BatchState, LeadRow } from "./batch-state"
import { keyOf, type ReadEvent } from "./read-event"

/**
 * Updates the lead's matching profile. A value that is `weak` for this lead does not become its own, and each value
 * remembers the names that came with it: one that several people use stops deciding alone. Anonymous visitors cannot
 * bring that about, or three posts would cut a customer off from their own number.
 */
export function learnProfile(batch: BatchState, read: ReadEvent, lead: LeadRow): void {
  const { profile } = read
  const isKnown = batch.index.profiles.has(lead.id)
  if (!isKnown && profile.phones.length + profile.emails.length + profile.names.length === 0) return
  batch.index.learn(lead.id, {
    ...profile,
    phones: profile.phones.filter((phone) => !phone.ok || !isWeak(batch, lead.id, `phone:${phone.e164}`)),
    emails: profile.emails.filter((email) => !email.ok || !isWeak(batch, lead.id, `email:${email.canonical}`)),
  })
  if (read.name) learnNames(batch, read, lead)
}

const isWeak = (batch: BatchState, leadId: string, key: string): boolean => batch.identitiesOf.get(leadId)?.get(key)?.strength === "weak"

function learnNames(batch: BatchState, read: ReadEvent, lead: LeadRow): void {
  const { name, identities } = read
  if (!name) return
  for (const identity of identities) {
    if (!isConfirmingClaim(read.trust, identity.source)) continue
    if (!identity.readable || identity.traits["sharedBy"] === "guess" || (identity.kind !== "phone" && identity.kind !== "email")) continue
    const row = batch.identitiesOf.get(lead.id)?.get(keyOf(identity))
    if (!row) continue
    const before = batch.index.identifiers.get(identity.value)?.names.length ?? 0
    const names = batch.index.learnName(identity.value, [name])
    if (names > before) {
      row.names = [...row.names, name.display]
      batch.changedIdentities.add(row)
    }
    if (names >= batch.index.settings.sharedNamesMin && row.strength === "personal") shareValue(batch, identity)
  }
}

/** From now on the value is evidence only, for every lead that holds it. */
function shareValue(batch: BatchState, identity: { kind: string; value: string }): void {
  const key = keyOf(identity)
  batch.personal.delete(key)
  for (const own of batch.identitiesOf.values()) {
    const row = own.get(key)
    if (row?.strength !== "personal") continue
    batch.nowShared.add(row.id)
    row.strength = "shared"
    row.traits = { ...row.traits, sharedBy: "names" }
    batch.changedIdentities.add(row)
  }
  const known = batch.index.identifiers.get(identity.value)
  if (known) known.isShared = true
}
