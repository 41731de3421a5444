import type { EvidencePart } from "@/db/schema/duplicates"
import { namesContradict, readName } from "@/lib/core/identity/person-name"
import { newId } from "@/lib/ids"
import type { Ledger, LeadRow } from "./ledger"
import { isDecisive, keyOf, type ReadEvent } from "./read-event"

/**
 * Puts a question before a reviewer. Intake never waits for the answer and never guesses it: the event is attached,
 * and the item says why a person should look.
 */

/** Rule 3: one event names two leads. */
export const flagBridge = (
  ledger: Ledger,
  read: ReadEvent,
  { lead, other, by }: { lead: LeadRow; other: LeadRow; by: { kind: string; value: string } },
): void => {
  const evidence: EvidencePart[] = [{ feature: by.kind, level: "linked_by_event", left: null, right: by.value, bits: 20 }]
  ledger.duplicates.push({
    ...blankItem(read),
    kind: "pair",
    leadA: lead.id,
    leadB: other.id,
    pairKey: pairKeyOf(lead.id, other.id),
    reason: "linked_by_event",
    probability: 0.9,
    bits: 20,
    evidence,
    identityKind: by.kind,
    identityValue: by.value,
  })
}

/** A number is resold about three months after it falls silent, so after that another name is probably another person. */
const RECYCLED_AFTER_MS = 90 * 24 * 3_600_000

/** The same identity under a contradicting name: shared, recycled, or a relative? */
export const flagContradiction = (ledger: Ledger, read: ReadEvent, lead: LeadRow): void => {
  if (!read.name || !lead.name || !namesContradict(readName(lead.name), read.name)) return
  const identity = read.identities.find((claim) => isDecisive(claim) && ledger.identitiesOf.get(lead.id)?.has(keyOf(claim)))
  if (!identity) return
  const known = ledger.identitiesOf.get(lead.id)?.get(keyOf(identity))
  const silentMs = known ? read.event.occurredAt.getTime() - known.lastSeenAt.getTime() : 0
  const reason = identity.kind === "phone" && silentMs > RECYCLED_AFTER_MS ? "recycled_number" : `same_${identity.kind}_other_name`
  ledger.duplicates.push({
    ...blankItem(read),
    kind: "split",
    leadA: lead.id,
    leadB: lead.id,
    pairKey: `split:${lead.id}:${keyOf(identity)}:${read.name.searchText}`,
    reason,
    probability: 0.5,
    bits: 0,
    evidence: [
      { feature: identity.kind, level: "exact", left: identity.value, right: identity.value, bits: 20 },
      { feature: "name", level: "conflict", left: lead.name, right: read.name.display, bits: -9 },
    ],
    identityKind: identity.kind,
    identityValue: identity.value,
  })
}

export const pairKeyOf = (a: string, b: string): string => (a < b ? `pair:${a}:${b}` : `pair:${b}:${a}`)

const blankItem = (read: ReadEvent) => ({
  id: newId(),
  status: "pending" as const,
  modelVersion: "exact-1",
  touchpointId: read.touchpointId,
  createdAt: read.event.occurredAt,
  decidedAt: null,
  decidedBy: null,
})
