import type { MatchFlag } from "@/lib/core/matching/decide"
import { MODEL_VERSION, probabilityOf, type EvidencePart } from "@/lib/core/matching/evidence"
import { askedStatus } from "@/lib/core/matching/stats"
import { isStronger, pairItem, splitItem, type Occasion } from "@/lib/matching/duplicate-item"
import type { BatchState, LeadRow } from "./batch-state"
import type { Disputed } from "./dispute-claims"
import { keyOf, type ReadEvent, type ReadIdentity } from "./read-event"

/**
 * Raises a review item. Ingest never waits for the decision and never guesses it: the event is attached, and the item
 * says why a person should look.
 */

/** A channel's own id is as strong as a phone number when it says that two leads are one. */
const ID_BITS = 20

/** Rule 3: one event names two leads, one of them by the id of a channel. */
export function flagBridge(
  batch: BatchState,
  read: ReadEvent,
  { lead, other, by }: { lead: LeadRow; other: LeadRow; by: { kind: string; value: string } },
): void {
  const part: EvidencePart = { feature: "id", level: by.kind, left: by.value, right: by.value, bits: ID_BITS }
  const evidence = { totalBits: ID_BITS, probability: probabilityOf(ID_BITS), parts: [part], modelVersion: MODEL_VERSION }
  ask(batch, pairItem(lead.id, { leadId: other.id, reason: "linked_by_event", evidence }, occasionOf(batch, read, by)))
}

/** A trusted event shows an e-mail with another person than the lead that visitors had claimed it for. */
export function flagClaim(batch: BatchState, read: ReadEvent, lead: LeadRow, { lead: other, identity, evidence }: Disputed): void {
  if (other.id === lead.id) return
  ask(batch, pairItem(lead.id, { leadId: other.id, reason: "linked_by_event", evidence }, occasionOf(batch, read, identity)))
}

/** Raises what the matcher flagged: two leads that may be one, or one that may be two. */
export function flagDoubt(batch: BatchState, read: ReadEvent, lead: LeadRow, flag: MatchFlag): void {
  if (flag.kind === "split") {
    const occasion = occasionOf(batch, read, sharedIdentity(batch, read, lead.id))
    ask(batch, splitItem(lead.id, flag, occasion, read.name?.searchText ?? ""))
  } else if (flag.leadId !== lead.id) {
    ask(batch, pairItem(lead.id, flag, occasionOf(batch, read, sharedIdentity(batch, read, flag.leadId))))
  }
}

function ask(batch: BatchState, item: ReturnType<typeof pairItem>): void {
  const at = batch.duplicates.findIndex(({ pairKey }) => pairKey === item.pairKey)
  const asked = batch.duplicates[at]
  if (asked && !isStronger(item, asked)) return
  if (asked) batch.duplicates[at] = item
  else batch.duplicates.push(item)
  if (item.kind === "pair") batch.index.setPair(item.leadA, item.leadB, askedStatus(item.reason))
}

/** The value of the event that the lead holds too, a phone before an email. */
const sharedIdentity = (batch: BatchState, read: ReadEvent, leadId: string): ReadIdentity | undefined =>
  read.identities
    .filter(({ kind, readable }) => readable && (kind === "phone" || kind === "email"))
    .sort((a, b) => (a.kind < b.kind ? 1 : a.kind > b.kind ? -1 : 0))
    .find((identity) => batch.holders.get(keyOf(identity))?.has(leadId))

const occasionOf = (batch: BatchState, read: ReadEvent, identity: Occasion["identity"]): Occasion => ({
  touchpointId: read.touchpointId,
  at: batch.now,
  identity: identity && { kind: identity.kind, value: identity.value },
})
