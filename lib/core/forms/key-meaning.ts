import { consentNamed } from "./consent-names"
import type { FormField } from "./form-fields"
import { OTHER_LANGUAGES } from "./form-languages"
import {
  ABOUT,
  FILLERS,
  NAMED_THINGS,
  OTHER_NUMBERS,
  OTHER_PEOPLE,
  OTHER_PLACES,
  OTHER_SENDER,
  OTHER_THINGS,
  PERSON_PARENTS,
  PHRASES,
  RULES,
} from "./form-words"
import { plainKey } from "./plain-key"

/**
 * What a key of a form or a header of a file means, by its words. `certain` keys are names in the vocabulary as they stand; the
 * rest are names in it once their fillers are gone, or hold a word that says it. A `doubtful` one is a bare contact inside an
 * object that may be about somebody else: it counts where the form has no better one.
 *
 * Without a meaning a key is `mute` ("field_3", "1.6", "No Label"), `unknown` (words of no vocabulary), `about` a contact detail
 * and none itself ("phone consent"), or of another person or thing. What the value looks like may say what a key of the first three holds.
 */
type KeyMeaning =
  | { field: FormField; certain: boolean; doubtful: boolean }
  | { field: null; silence: "mute" | "unknown" | "about" | "other" }

const FIELD_OF = new Map(
  [PHRASES, OTHER_LANGUAGES].flatMap((phrases) =>
    (Object.entries(phrases) as [FormField, string][]).flatMap(([field, listed]) =>
      listed.split("|").map((phrase) => [plainKey(phrase), field] as const),
    ),
  ),
)

/** A nationality is not where a phone is from. */
export const isNationality = (key: string): boolean => /nationalit|citizen|جنسي/.test(plainKey(key))

const CONTACT = new Set<FormField>(["name", "phone", "email"])
/** Things whose name is a field of its own. */
const NAMED_FIELDS = new Set<FormField>(["company", "vehicle", "vehicle_class", "emirate", "country"])
const OTHER: KeyMeaning = { field: null, silence: "other" }

/** `path`: the key, and for a nested value the keys that lead to it, outermost first. */
export function keyMeaning(path: readonly string[]): KeyMeaning {
  const words = path.map(plainKey)
  const last = withoutAside(words.at(-1) ?? "")
  const parents = words.slice(0, -1)
  const whole = [...parents, last].join(" ")
  const ofParent = last === "name" && parents.length > 0 ? nameOfThing(path.slice(0, -1)) : null
  if (ofParent) return ofParent
  if (consentNamed(last) !== null) return OTHER
  const known = FIELD_OF.get(last) ?? FIELD_OF.get(whole)
  const isOthers = OTHER_PEOPLE.test(whole) || OTHER_SENDER.test(last) || parents.some((parent) => parent === "to")
  if (known && !(parents.length > 0 && isOthers)) return meant(known, true, last, parents)
  if (isOthers) return OTHER
  const said = wordsIn(last)
  const stripped = FIELD_OF.get(said) ?? FIELD_OF.get(said.replace(/ \d+$/, ""))
  if (stripped && !isAboutContact(last, stripped)) return meant(stripped, false, last, parents)
  if (said === "" && parents.length > 0) return keyMeaning(path.slice(0, -1))
  if (said === "") return { field: null, silence: "mute" }
  return ruled(last, said, parents)
}

/** "Full name (as per passport)" is about no passport. */
const withoutAside = (key: string): string => key.replace(/ as (?:per|in|on|it|shown|mentioned|written|printed)\b.*$/, "")

function ruled(key: string, said: string, parents: readonly string[]): KeyMeaning {
  const [, field] = RULES.find(([pattern]) => pattern.test(key) || pattern.test(said)) ?? []
  const isOther = OTHER_THINGS.test(key) || ((field === undefined || CONTACT.has(field)) && OTHER_NUMBERS.test(key))
  if (isOther) return OTHER
  if (field === undefined) return { field: null, silence: "unknown" }
  return isAboutContact(key, field) ? { field: null, silence: "about" } : meant(field, false, key, parents)
}

function meant(field: FormField, certain: boolean, key: string, parents: readonly string[]): KeyMeaning {
  const isElsewhere = field === "country" && (OTHER_PLACES.test(key) || parents.some((parent) => OTHER_PLACES.test(parent)))
  return isElsewhere ? OTHER : { field, certain, doubtful: CONTACT.has(field) && isBare(key) && !parents.every(isPersons) }
}

/** The `name` of a company, a car or a form is that field; that of a campaign or a site is no field. */
function nameOfThing(parent: readonly string[]): KeyMeaning | null {
  const { field } = keyMeaning(parent)
  if (field !== null && NAMED_FIELDS.has(field)) return { field, certain: false, doubtful: false }
  return NAMED_THINGS.test(plainKey(parent.at(-1) ?? "")) ? OTHER : null
}

/** Whether nothing in the key itself says that it is the person's, as "customer email" does. */
const isBare = (key: string): boolean => !key.split(" ").some((word) => PERSON_PARENTS.has(word))

/** A wrapper, or a word for the person or for the contact itself; "user" is as often a colleague. */
const isPersons = (parent: string): boolean =>
  FIELD_OF.has(parent) ||
  parent.split(" ").every((word) => (word !== "user" && FILLERS.has(word)) || PERSON_PARENTS.has(word) || isNumbered(word))

/** "Phone consent" and "email verified" are about a contact detail, and none. */
const isAboutContact = (key: string, field: FormField): boolean =>
  (field === "phone" || field === "email" || field === "name") && ABOUT.test(key)

/** Numbers and the ids that form builders make. */
const isNumbered = (word: string): boolean => /^\d+$|^[a-f\d]{6,}$|^[a-z]{0,2}\d+[a-z]?$/.test(word)

/** The key's own words: without fillers, numbers and ids. */
const wordsIn = (plain: string): string =>
  plain
    .split(" ")
    .map((word) => (isNumbered(word) ? "" : word.replace(/(?<=\p{L}{3})\d+$/u, "")))
    .filter((word) => word !== "" && !FILLERS.has(word))
    .join(" ")
