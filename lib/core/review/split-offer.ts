import { alignNames } from "@/lib/core/identity/names/name-compare"
import { readName } from "@/lib/core/identity/names/person-name"

/**
 * Which touches of a lead belong to the other person, as a first offer that the reviewer may change.
 *
 * The question was raised by one touch, which used a known identity under another name. Its own are
 *   1. every touch under a name that shares more words with that one than with the lead's;
 *   2. every nameless touch in a conversation in which only such touches have names;
 *   3. every nameless touch with an identity that no touch under another name ever claimed;
 *   4. where the number was sold on, every nameless touch from the question on, by that number.
 * What nothing says belongs elsewhere stays where it is.
 */
export type OfferedTouch = {
  id: string
  name: string | null
  /** The `kind:value` pairs it claimed. */
  claims: readonly string[]
  conversationId: string | null
  /** ISO 8601. */
  occurredAt: string
}

type SplitQuestion = {
  touchpointId: string
  /** The name that contradicts. */
  name: string
  leadName: string | null
  /** `kind:value` of the identity that both use. */
  contested: string
  isRecycled: boolean
}

export function offerSplit(question: SplitQuestion, touches: readonly OfferedTouch[]): string[] {
  const theirs = readName(question.name)
  const ours = readName(question.leadName)
  const isTheirName = (name: string): boolean => {
    const reading = readName(name)
    return alignNames(theirs, reading).matches.length > alignNames(ours, reading).matches.length
  }
  const named = new Map(touches.flatMap(({ id, name }) => (name ? [[id, isTheirName(name)] as const] : [])))
  named.set(question.touchpointId, true)
  const theirTouches = touches.filter(({ id }) => named.get(id) === true)
  const ourTouches = touches.filter(({ id }) => named.get(id) === false)
  const conversations = exclusive(theirTouches, ourTouches, ({ conversationId }) => (conversationId === null ? [] : [conversationId]))
  const identities = exclusive(theirTouches, ourTouches, ({ claims }) => claims.filter((claim) => claim !== question.contested))
  const since = touches.find(({ id }) => id === question.touchpointId)?.occurredAt
  const isTheirs = (touch: OfferedTouch): boolean => {
    const known = named.get(touch.id)
    if (known !== undefined) return known
    if (touch.conversationId !== null && conversations.has(touch.conversationId)) return true
    if (touch.claims.some((claim) => identities.has(claim))) return true
    const isLater = since !== undefined && Date.parse(touch.occurredAt) >= Date.parse(since)
    return question.isRecycled && isLater && touch.claims.includes(question.contested)
  }
  return touches.filter(isTheirs).map(({ id }) => id)
}

/** Keys that occur on one side only. */
function exclusive(
  theirs: readonly OfferedTouch[],
  ours: readonly OfferedTouch[],
  keysOf: (touch: OfferedTouch) => readonly string[],
): Set<string> {
  const foreign = new Set(ours.flatMap(keysOf))
  return new Set(theirs.flatMap(keysOf).filter((key) => !foreign.has(key)))
}
