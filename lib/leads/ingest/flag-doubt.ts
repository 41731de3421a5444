import type { MatchFlag } from "@/lib/core/matching/decide"
import { MODEL_VERSION, probabilityOf, type EvidencePart } from "@/lib/core/matching/evidence"
import { askedStatus } from "@/lib/core/matching/stats"
import { isStronger, pairItem, splitItem, type Occasion } from "@/lib/matching/duplicate-item"
import type { Ledger, LeadRow } from "./ledger"
import { keyOf, type ReadEvent, type ReadIdentity } from "./read-event"

/**
 * Puts a question before a reviewer. Intake never waits for the answer and never guesses it: the event is attached,
 * and the item says why a person should look.
 */

/** A channel's own id is as good as a phone number when it says that two leads are one. */
const ID_BITS = 20

/** Rule 3: one event names two leads, one of them by the id of a channel. */
export function flagBridge(
  ledger: Ledger,
  read: ReadEvent,
  { lead, other, by }: { lead: LeadRow; other: LeadRow; by: { kind: string; value: string } },
): void {
  const part: EvidencePart = { feature: "id", level: by.kind, left: by.value, right: by.value, bits: ID_BITS }
  const evidence = { totalBits: ID_BITS, probability: probabilityOf(ID_BITS), parts: [part], modelVersion: MODEL_VERSION }
  ask(ledger, pairItem(lead.id, { leadId: other.id, reason: "linked_by_event", evidence }, occasionOf(ledger, read, by)))
}

/** What the matcher wants a person to look at: two leads that may be one, or one that may be two. */
export function flagDoubt(ledger: Ledger, read: ReadEvent, lead: LeadRow, flag: MatchFlag): void {
  if (flag.kind === "split") {
    const occasion = occasionOf(ledger, read, sharedIdentity(ledger, read, lead.id))
    ask(ledger, splitItem(lead.id, flag, occasion, read.name?.searchText ?? ""))
  } else if (flag.leadId !== lead.id) {
    ask(ledger, pairItem(lead.id, flag, occasionOf(ledger, read, sharedIdentity(ledger, read, flag.leadId))))
  }
}

function ask(ledger: Ledger, item: ReturnType<typeof pairItem>): void {
  const at = ledger.duplicates.findIndex(({ pairKey }) => pairKey === item.pairKey)
  const asked = ledger.duplicates[at]
  if (asked && !isStronger(item, asked)) return
  if (asked) ledger.duplicates[at] = item
  else ledger.duplicates.push(item)
  if (item.kind === "pair") ledger.book.setPair(item.leadA, item.leadB, askedStatus(item.reason))
}

/** The value of the event that the lead holds too, a phone before an e-mail. */
const sharedIdentity = (ledger: Ledger, read: ReadEvent, leadId: string): ReadIdentity | undefined =>
  read.identities
    .filter(({ kind, readable }) => readable && (kind === "phone" || kind === "email"))
    .sort((a, b) => (a.kind < b.kind ? 1 : a.kind > b.kind ? -1 : 0))
    .find((identity) => ledger.holders.get(keyOf(identity))?.has(leadId))

const occasionOf = (ledger: Ledger, read: ReadEvent, identity: Occasion["identity"]): Occasion => ({
  touchpointId: read.touchpointId,
  at: ledger.now,
  identity: identity && { kind: identity.kind, value: identity.value },
})
