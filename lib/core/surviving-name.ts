import { namesContradict, readName } from "@/lib/core/identity/names/person-name"
import type { FieldObservation } from "@/lib/core/survivorship"
import { compareObservations } from "@/lib/core/survivorship"
import { TRUST_LEVELS } from "@/lib/core/lead-event"

/**
 * A name is not a field like the others: when a number is used under a second, contradicting name, the newest value
 * must not win, or one call from a relative renames the lead.
 *
 * So the earliest name of the highest trust is the anchor, and the survivor is the newest name of that trust that does
 * not contradict it (a fuller spelling may replace a shorter one). A colleague's own edit wins outright. The answer
 * depends on the set of observations alone, not on their order.
 */
export function survivingName(observations: readonly FieldObservation[]): FieldObservation | undefined {
  const top = observations.reduce((best, { trust }) => Math.max(best, TRUST_LEVELS.indexOf(trust)), -1)
  const peers = observations.filter(({ trust }) => TRUST_LEVELS.indexOf(trust) === top).sort(compareObservations)
  const [anchor] = peers
  if (!anchor || anchor.trust === "person") return peers.at(-1)
  const anchorName = readName(anchor.value)
  return peers.findLast((peer) => !namesContradict(anchorName, readName(peer.value)))
}
