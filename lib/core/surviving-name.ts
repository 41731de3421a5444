import { namesContradict, readName, type NameReading } from "@/lib/core/identity/names/person-name"
import type { FieldObservation } from "@/lib/core/survivorship"
import { compareObservations } from "@/lib/core/survivorship"
import { TRUST_LEVELS } from "@/lib/core/lead-event"

/**
 * A name is not a field like the others: when a number is used under a second, contradicting name, the newest value
 * must not win, or one call from a relative renames the lead.
 *
 * So the earliest name of the highest trust is the anchor (a person's before a company's), and the survivor is the best name
 * of that trust that does not contradict it: first name and surname beat one word, one word beats initials, and of equally
 * good ones the newest counts. A colleague's own edit wins outright. The answer depends on the set of observations alone,
 * not on their order.
 */
export function survivingName(observations: readonly FieldObservation[]): FieldObservation | undefined {
  const top = observations.reduce((best, { trust }) => Math.max(best, TRUST_LEVELS.indexOf(trust)), -1)
  const peers = observations.filter(({ trust }) => TRUST_LEVELS.indexOf(trust) === top).sort(compareObservations)
  if (peers[0]?.trust === "person") return peers.at(-1)
  const named = peers.map((peer) => ({ peer, name: readName(peer.value) }))
  const anchor = named.find(({ name }) => isPerson(name)) ?? named[0]
  const fitting = named.filter(({ name }) => anchor && isPerson(name) === isPerson(anchor.name) && !namesContradict(anchor.name, name))
  const best = Math.max(...fitting.map(({ name }) => nameQuality(name)))
  return fitting.findLast(({ name }) => nameQuality(name) === best)?.peer
}

const isPerson = ({ missing, organisation }: NameReading): boolean => !missing && !organisation

/** 0: initials only; 1: one word; 1.5: one word and initials; 2: first name and surname or more. */
function nameQuality({ tokens }: NameReading): number {
  const words = tokens.filter(({ initial, optional }) => !initial && !optional).length
  const hasInitials = tokens.some(({ initial }) => initial)
  return Math.min(2, words + (words > 0 && hasInitials ? 0.5 : 0))
}
