import type { LeadFacts } from "./lead-facts"
import type { RuleConditions } from "./routing-config"

type RuleMatch = { matched: boolean; why: string }

type Check = { isAsked: boolean; holds: boolean; said: string; failed: string }

/** Whether all conditions of a rule match, with the reason in words: which matched, or the first that did not. */
export function matchRule(when: RuleConditions, facts: LeadFacts): RuleMatch {
  const asked = checksOf(when, facts).filter(({ isAsked }) => isAsked)
  const failed = asked.find(({ holds }) => !holds)
  if (failed) return { matched: false, why: failed.failed }
  return { matched: true, why: asked.length === 0 ? "every lead" : asked.map(({ said }) => said).join(", ") }
}

const checksOf = (when: RuleConditions, facts: LeadFacts): Check[] => [
  oneOf("channel", when.channels, facts.channel),
  oneOf("language", when.languages, facts.language),
  oneOf("country", when.countries, facts.country),
  oneOf("emirate", when.emirates, facts.emirate),
  contains("vehicle", when.vehicles, facts.vehicle),
  oneOf("band", when.bands, facts.band),
  {
    isAsked: when.customer !== "any",
    holds: (when.customer === "returning") === facts.isReturning,
    said: `${when.customer} customer`,
    failed: facts.isReturning ? "a returning customer" : "a new customer",
  },
  contains("message", when.keywords, facts.text),
]

const oneOf = (what: string, wanted: readonly string[], is: string | null): Check => ({
  isAsked: wanted.length > 0,
  holds: is !== null && wanted.includes(is),
  said: `${what} is ${is ?? "unknown"}`,
  failed: `${what} is ${is ?? "unknown"}, not ${wanted.join(" or ")}`,
})

/** Whole words in scripts that have them: "van" is not in "vanilla". Arabic joins its article to the word. */
function contains(what: string, wanted: readonly string[], text: string): Check {
  const found = wanted.find((word) => hasWord(text, word))
  return {
    isAsked: wanted.length > 0,
    holds: found !== undefined,
    said: `${what} has “${found}”`,
    failed: `${what} has none of ${wanted.map((word) => `“${word}”`).join(", ")}`,
  }
}

function hasWord(text: string, word: string): boolean {
  if (!/^[\p{Script=Latin}\p{N}\s'-]+$/u.test(word)) return text.includes(word)
  return ` ${text.replaceAll(/[^\p{L}\p{N}'-]+/gu, " ")} `.includes(` ${word.replaceAll(/\s+/g, " ")} `)
}
