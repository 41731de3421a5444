import type { Ledger, LeadRow } from "./ledger"
import { isTaken } from "./ledger"
import { keyOf, type ReadEvent } from "./read-event"

/**
 * The lead as the matcher will know it from now on. A value that belongs to somebody else does not become this lead's,
 * and each value remembers the names that came with it: one that several people use stops deciding alone.
 */
export function learnProfile(ledger: Ledger, read: ReadEvent, lead: LeadRow): void {
  const { profile } = read
  const isKnown = ledger.book.profiles.has(lead.id)
  if (!isKnown && profile.phones.length + profile.emails.length + profile.names.length === 0) return
  ledger.book.learn(lead.id, {
    ...profile,
    phones: profile.phones.filter((phone) => !phone.ok || !isTaken(ledger, lead.id, `phone:${phone.e164}`)),
    emails: profile.emails.filter((email) => !email.ok || !isTaken(ledger, lead.id, `email:${email.canonical}`)),
  })
  if (read.name) learnNames(ledger, read, lead)
}

function learnNames(ledger: Ledger, read: ReadEvent, lead: LeadRow): void {
  const { name, identities } = read
  if (!name) return
  for (const identity of identities) {
    if (!identity.readable || (identity.kind !== "phone" && identity.kind !== "email")) continue
    const row = ledger.identitiesOf.get(lead.id)?.get(keyOf(identity))
    if (!row) continue
    const before = ledger.book.identifiers.get(identity.value)?.names.length ?? 0
    const names = ledger.book.learnName(identity.value, [name])
    if (names > before) {
      row.names = [...row.names, name.display]
      ledger.changedIdentities.add(row)
    }
    if (names >= ledger.book.settings.sharedNamesMin && row.strength === "personal") shareValue(ledger, identity)
  }
}

/** From now on the value is evidence, and no decision, for everybody who holds it. */
function shareValue(ledger: Ledger, identity: { kind: string; value: string }): void {
  const key = keyOf(identity)
  ledger.nowShared.set(key, { kind: identity.kind, value: identity.value })
  ledger.personal.delete(key)
  for (const own of ledger.identitiesOf.values()) {
    const row = own.get(key)
    if (row?.strength !== "personal") continue
    row.strength = "shared"
    row.traits = { ...row.traits, sharedBy: "names" }
    ledger.changedIdentities.add(row)
  }
  const known = ledger.book.identifiers.get(identity.value)
  if (known) known.isShared = true
}
