import { z } from "zod"
import {
  ARABIC_INTENT,
  ARABIC_NEGATIONS,
  ARABIC_REFUSALS,
  ENGLISH_INTENT,
  ENGLISH_NEGATIONS,
  ENGLISH_REFUSALS,
  NOT_NEGATIONS,
} from "@/lib/core/scoring/intent-words"
import { findPhrases, indexPhrases, type PhraseIndex } from "@/lib/core/scoring/phrases"
import { wordsOf } from "@/lib/core/scoring/words"

/**
 * Does a message say that the person is about to rent? A high-intent word counts unless it is negated: by a negation
 * shortly before it in the same clause ("I do not want to book"), or by a refusal anywhere in the message ("not
 * interested, I booked elsewhere"). Some phrases only look like negations ("no problem", "can't wait").
 */
const Phrases = z.array(z.string().trim().min(1).max(60)).max(500)

export const IntentWords = z.object({
  english: Phrases.default([...ENGLISH_INTENT]).describe("Words and phrases; a trailing * matches every ending"),
  arabic: Phrases.default([...ARABIC_INTENT]),
  /** Negate a word that they contain, or that follows within a few words of the same clause. */
  negations: Phrases.default([...ENGLISH_NEGATIONS, ...ARABIC_NEGATIONS]),
  /** Negate the whole message. */
  refusals: Phrases.default([...ENGLISH_REFUSALS, ...ARABIC_REFUSALS]),
  /** Look like negations and are not. */
  exceptions: Phrases.default([...NOT_NEGATIONS]),
})
export type IntentWords = z.infer<typeof IntentWords>

export type IntentIndex = {
  words: PhraseIndex<string>
  negations: PhraseIndex<null>
  refusals: PhraseIndex<null>
  exceptions: PhraseIndex<null>
}
type IntentHit = { phrase: string; start: number; end: number }

const NEGATION_REACH_WORDS = 5

const silent = (phrases: readonly string[]): PhraseIndex<null> => indexPhrases(phrases.map((phrase) => [phrase, null] as const))

export const indexIntent = (lists: IntentWords): IntentIndex => ({
  words: indexPhrases([...lists.english, ...lists.arabic].map((phrase) => [phrase, phrase] as const)),
  negations: silent(lists.negations),
  refusals: silent(lists.refusals),
  exceptions: silent(lists.exceptions),
})

/** The high-intent words of a message; empty when there are none or they are negated. */
export function findIntent(index: IntentIndex, text: string): IntentHit[] {
  const words = wordsOf(text)
  const hits = findPhrases(index.words, words)
  if (hits.length === 0 || findPhrases(index.refusals, words).length > 0) return []
  const exceptions = findPhrases(index.exceptions, words)
  const negations = findPhrases(index.negations, words).filter(
    (negation) => !exceptions.some((exception) => exception.from < negation.to && negation.from < exception.to),
  )
  const isTakenBack = ({ from, to }: { from: number; to: number }): boolean =>
    negations.some((negation) => {
      if (negation.from < to && from < negation.to) return true
      const distance = from - negation.to
      return distance >= 0 && distance < NEGATION_REACH_WORDS && words[negation.from]?.clause === words[from]?.clause
    })
  return hits.filter((hit) => !isTakenBack(hit)).map(({ value, start, end }) => ({ phrase: value, start, end }))
}
