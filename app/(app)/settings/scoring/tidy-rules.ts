import type { ScoreRules } from "@/lib/core/scoring/rules"

const tidy = (words: readonly string[]): string[] => [...new Set(words.map((word) => word.trim()).filter(Boolean))]

/** Word lists as they are meant: without the empty lines and doubles of a person who is still typing. */
export function tidyRules(rules: ScoreRules): ScoreRules {
  const { words } = rules.high_intent_words
  return {
    ...rules,
    specific_vehicle: { ...rules.specific_vehicle, genericWords: tidy(rules.specific_vehicle.genericWords) },
    high_intent_words: {
      ...rules.high_intent_words,
      words: {
        english: tidy(words.english),
        arabic: tidy(words.arabic),
        negations: tidy(words.negations),
        refusals: tidy(words.refusals),
        exceptions: tidy(words.exceptions),
      },
    },
  }
}
