import type { NameReading, NameToken } from "./person-name"

/**
 * Memoises a comparison of two words. A common name meets the same few hundred others all day. The key is the words,
 * not the readings they came from; when the cache is full it is emptied.
 */
const WORDS_MAX = 100_000
const PAIRS_MAX = 400_000

type Words = { numbers: Map<string, number>; ofToken: WeakMap<NameToken, number> }

let words: Words = { numbers: new Map(), ofToken: new WeakMap() }

/** Equal numbers mean words that no comparison can tell apart. */
function numberOf(token: NameToken): number {
  const known = words.ofToken.get(token)
  if (known !== undefined) return known
  const { text, script, known: name, skeletons, initial, original } = token
  const identity = JSON.stringify([text, script, name, skeletons, initial, initial ? "" : original])
  const number = words.numbers.get(identity) ?? words.numbers.size
  words.numbers.set(identity, number)
  words.ofToken.set(token, number)
  return number
}

export function rememberPairs<T>(answer: (left: NameToken, right: NameToken) => T): (left: NameToken, right: NameToken) => T {
  const kept = new Map<number, T>()
  let keptFor = words
  return (left, right) => {
    if (words.numbers.size >= WORDS_MAX) words = { numbers: new Map(), ofToken: new WeakMap() }
    if (kept.size >= PAIRS_MAX || keptFor !== words) kept.clear()
    keptFor = words
    const pair = numberOf(left) * (WORDS_MAX * 2) + numberOf(right)
    const known = kept.get(pair)
    if (known !== undefined) return known
    const found = answer(left, right)
    kept.set(pair, found)
    return found
  }
}

/** Enough for the names that keep meeting; a name that nobody shares is met once. */
const NAMES_MAX = 20_000

/** Memoises a comparison of two whole names as they were read. What is kept is shared and must not be changed. */
export function rememberNames<T extends object>(
  answer: (left: NameReading, right: NameReading) => T,
): (left: NameReading, right: NameReading) => T {
  let kept = new WeakMap<NameReading, WeakMap<NameReading, T>>()
  let size = 0
  return (left, right) => {
    let ofLeft = kept.get(left)
    const known = ofLeft?.get(right)
    if (known !== undefined) return known
    if (size++ >= NAMES_MAX) {
      kept = new WeakMap()
      ofLeft = undefined
      size = 0
    }
    if (ofLeft === undefined) kept.set(left, (ofLeft = new WeakMap()))
    const found = answer(left, right)
    ofLeft.set(right, found)
    return found
  }
}
