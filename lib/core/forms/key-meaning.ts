import type { FormField } from "./form-fields"
import { ABOUT, FILLERS, OTHER_PEOPLE, OTHER_THINGS, PHRASES, RULES } from "./form-words"
import { plainKey } from "./plain-key"

/**
 * What a key of a form means, by its words. `certain` keys are names in the vocabulary as they stand; the rest are names in it
 * once their fillers are gone, or hold a word that says it. A `mute` key has no words of its own ("field_3", "1.6", "No Label"):
 * what its value looks like may say what it is.
 */
export type KeyMeaning = { field: FormField; certain: boolean } | { field: null; isMute: boolean }

const FIELD_OF = new Map(
  (Object.entries(PHRASES) as [FormField, string][]).flatMap(([field, phrases]) =>
    phrases.split("|").map((phrase) => [plainKey(phrase), field] as const),
  ),
)

/** `path`: the key, and for a nested value the keys that lead to it, outermost first. */
export function keyMeaning(path: readonly string[]): KeyMeaning {
  const words = path.map(plainKey)
  const last = words.at(-1) ?? ""
  const known = FIELD_OF.get(last) ?? FIELD_OF.get(words.join(" "))
  const isPath = words.length > 1
  const whole = words.join(" ")
  if (known && !(isPath && OTHER_PEOPLE.test(whole))) return { field: known, certain: true }
  const said = wordsIn(last)
  const stripped = FIELD_OF.get(said) ?? FIELD_OF.get(said.replace(/ \d+$/, ""))
  if (OTHER_PEOPLE.test(whole)) return { field: null, isMute: false }
  if (stripped && !isAboutContact(last, stripped)) return { field: stripped, certain: false }
  if (said === "" && isPath) return keyMeaning(path.slice(0, -1))
  if (said === "") return { field: null, isMute: true }
  return ruled(last, said)
}

function ruled(key: string, said: string): KeyMeaning {
  const [, field] = RULES.find(([pattern]) => pattern.test(key) || pattern.test(said)) ?? []
  const isOther = field === undefined || OTHER_THINGS.test(key) || isAboutContact(key, field)
  return isOther ? { field: null, isMute: false } : { field, certain: false }
}

/** "Phone consent" and "email verified" are about a contact detail, and none. */
const isAboutContact = (key: string, field: FormField): boolean =>
  (field === "phone" || field === "email" || field === "name") && ABOUT.test(key)

/** The key's own words: without fillers, numbers and the ids that form builders make. */
const wordsIn = (plain: string): string =>
  plain
    .split(" ")
    .filter((word) => word !== "" && !FILLERS.has(word) && !/^\d+$|^[a-f\d]{6,}$|^[a-z]{0,2}\d+[a-z]?$/.test(word))
    .join(" ")
