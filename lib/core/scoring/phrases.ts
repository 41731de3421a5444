import { wordsOf, type Word } from "@/lib/core/scoring/words"

/**
 * Finds the entries of a word list in a message. An entry is one or more words in any script, adjacent in one clause; a
 * word that ends in * matches every word with that prefix ("reserv*").
 */
export type PhraseIndex<T> = {
  whole: ReadonlyMap<string, readonly Phrase<T>[]>
  /** Entries whose first word ends in *. */
  beginnings: readonly Phrase<T>[]
}
type Phrase<T> = { words: readonly Pattern[]; value: T }
type Pattern = { text: string; isBeginning: boolean }

type PhraseHit<T> = {
  value: T
  /** Indexes of the first word and of the word after the last. */
  from: number
  to: number
  /** Position in the original message. */
  start: number
  end: number
}

export function indexPhrases<T>(entries: Iterable<readonly [phrase: string, value: T]>): PhraseIndex<T> {
  const whole = new Map<string, Phrase<T>[]>()
  const beginnings: Phrase<T>[] = []
  for (const [entry, value] of entries) {
    const words = patternsOf(entry)
    const first = words[0]
    if (!first) continue
    if (first.isBeginning) beginnings.push({ words, value })
    else whole.set(first.text, [...(whole.get(first.text) ?? []), { words, value }])
  }
  return { whole, beginnings }
}

const patternsOf = (entry: string): Pattern[] => wordsOf(entry).map(({ text, end }) => ({ text, isBeginning: entry.charAt(end) === "*" }))

/** The longest entry at each place, left to right, without overlaps. */
export function findPhrases<T>(index: PhraseIndex<T>, words: readonly Word[]): PhraseHit<T>[] {
  const hits: PhraseHit<T>[] = []
  for (let from = 0; from < words.length; from += 1) {
    const phrase = longestAt(index, words, from)
    const first = words[from]
    const last = words[from + (phrase?.words.length ?? 0) - 1]
    if (!phrase || !first || !last) continue
    const to = from + phrase.words.length
    hits.push({ value: phrase.value, from, to, start: first.start, end: last.end })
    from = to - 1
  }
  return hits
}

function longestAt<T>(index: PhraseIndex<T>, words: readonly Word[], from: number): Phrase<T> | null {
  let best: Phrase<T> | null = null
  for (const form of words[from]?.forms ?? []) {
    for (const phrase of index.whole.get(form) ?? []) best = longer(best, phrase, words, from)
  }
  for (const phrase of index.beginnings) best = longer(best, phrase, words, from)
  return best
}

const longer = <T>(best: Phrase<T> | null, phrase: Phrase<T>, words: readonly Word[], from: number): Phrase<T> | null =>
  phrase.words.length > (best?.words.length ?? 0) && standsAt(phrase, words, from) ? phrase : best

const standsAt = <T>(phrase: Phrase<T>, words: readonly Word[], from: number): boolean =>
  phrase.words.every((pattern, offset) => {
    const word = words[from + offset]
    if (!word || word.clause !== words[from]?.clause) return false
    return word.forms.some((form) => (pattern.isBeginning ? form.startsWith(pattern.text) : form === pattern.text))
  })
