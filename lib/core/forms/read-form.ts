import type { FormField, KeyChoices } from "./form-fields"
import { flattenForm, type FormEntry } from "./flatten-form"
import { isDialled, shapeOf, textsOf } from "./form-values"
import { keyMeaning } from "./key-meaning"
import { plainKey } from "./plain-key"

/**
 * Reads the fields of a form by what their keys mean, whoever made the form. An admin's choice for a key comes first, then what
 * the key says, and last, where its words are not known, what its value looks like. A value that contradicts its key (an address under
 * "phone") counts as what it looks like. Whatever is not understood is kept for the timeline.
 */
export type ReadKey = FormEntry & {
  /** What it was read as; null is not understood, "nothing" was chosen by an admin. */
  readAs: FormField | "nothing" | null
  by: "choice" | "key" | "shape" | null
  texts: string[]
  isCertain: boolean
}

export type ReadForm = {
  keys: ReadKey[]
  /** The keys that were read as a field, the most certain first. */
  keysOf: (field: FormField) => ReadKey[]
  /** The values of a field, the most certain first. */
  all: (field: FormField) => string[]
  first: (field: FormField) => string | null
}

const CONTACTS = new Set<FormField | null>(["phone", "email", "name", "first_name"])

export function readForm(body: Readonly<Record<string, unknown>>, choices: KeyChoices = {}): ReadForm {
  const keys = collectedLast(withoutDoubtful(flattenForm(body).map((entry) => readKey(entry, choices))))
  const keysOf = (field: FormField): ReadKey[] => keys.filter(({ readAs }) => readAs === field).toSorted(byCertainty)
  const all = (field: FormField): string[] => [...new Set(keysOf(field).flatMap(({ texts }) => texts))]
  return { keys, keysOf, all, first: (field) => all(field)[0] ?? null }
}

const RANK = { choice: 0, key: 1, shape: 3 }

const byCertainty = (a: ReadKey, b: ReadKey): number => rankOf(a) - rankOf(b)

const rankOf = ({ by, isCertain }: ReadKey): number => (by === null ? 9 : RANK[by] + (by === "key" && !isCertain ? 1 : 0))

type JudgedKey = ReadKey & { isDoubtful: boolean }

/** A contact that may be somebody else's counts where the form has none that is surely the person's. */
function withoutDoubtful(keys: readonly JudgedKey[]): ReadKey[] {
  const sure = new Set(keys.filter(({ isDoubtful, texts }) => !isDoubtful && texts.length > 0).map(({ readAs }) => kindOf(readAs)))
  return keys.map(({ isDoubtful, ...key }) => (isDoubtful && sure.has(kindOf(key.readAs)) ? { ...key, readAs: null, by: null } : key))
}

const kindOf = (readAs: ReadKey["readAs"]): string | null => (readAs === "first_name" || readAs === "last_name" ? "name" : readAs)

function readKey(entry: FormEntry, choices: KeyChoices): JudgedKey {
  const choice = Object.hasOwn(choices, entry.key) ? choices[entry.key] : undefined
  const read = (readAs: ReadKey["readAs"], by: ReadKey["by"], { isCertain = true, isDoubtful = false } = {}): JudgedKey => ({
    ...entry,
    readAs,
    by,
    texts: textsOf(readAs === "nothing" ? null : readAs, entry.value),
    isCertain,
    isDoubtful,
  })
  if (choice !== undefined) return read(choice, "choice")
  const meaning = keyMeaning(entry.path)
  if (isBodyText(entry)) return read("message", "key", { isCertain: false })
  if (meaning.field === null) return meaning.silence === "other" ? read(null, null) : byShape(entry, meaning.silence, read)
  const judged = { isCertain: meaning.certain, isDoubtful: meaning.doubtful }
  if (!CONTACTS.has(meaning.field)) return isPlace(entry, meaning.field) ? read(null, null) : read(meaning.field, "key", judged)
  const shape = shapeIn(meaning.field, entry.value)
  return shape && shape !== meaning.field ? read(shape, "shape", { ...judged, isCertain: false }) : read(meaning.field, "key", judged)
}

/** `body` is a wrapper, unless words stand in it. */
const isBodyText = ({ path, value }: FormEntry): boolean => typeof value === "string" && plainKey(path.at(-1) ?? "") === "body"

/** Where a car is delivered to the door, collecting it is how it comes back. */
function collectedLast(keys: ReadKey[]): ReadKey[] {
  const says = (word: RegExp, { readAs, by, key }: ReadKey): boolean => readAs === "pickup_date" && by === "key" && word.test(plainKey(key))
  if (!keys.some((key) => says(/\bdelivery\b/, key) && key.texts.length > 0)) return keys
  return keys.map((key) => (says(/\bcollection\b/, key) ? { ...key, readAs: "return_date" } : key))
}

type Read = (readAs: ReadKey["readAs"], by: ReadKey["by"], judged?: { isCertain?: boolean; isDoubtful?: boolean }) => JudgedKey

/** Words of no vocabulary are no proof that a value is a contact; "Phone (with country code)" over a number is one. */
function byShape({ value }: FormEntry, silence: "mute" | "unknown" | "about", read: Read): JudgedKey {
  const shape = shapeIn(null, value)
  if (shape === null) return read(null, null)
  if (silence !== "unknown") return read(shape, "shape", { isCertain: false })
  return shape === "phone" && !textsOf("phone", value).every(isDialled)
    ? read(null, null)
    : read(shape, "shape", { isCertain: false, isDoubtful: true })
}

function shapeIn(field: FormField | null, value: unknown): "email" | "phone" | null {
  const shapes = new Set(textsOf(field, value).map(shapeOf))
  const [shape] = shapes.size === 1 ? shapes : []
  return shape ?? null
}

/** "Pick-up: Dubai Airport" is where, not when. */
const isPlace = ({ path, value }: FormEntry, field: FormField): boolean =>
  (field === "pickup_date" || field === "return_date") &&
  !SAYS_WHEN.test(plainKey(path.at(-1) ?? "")) &&
  textsOf(field, value).every((text) => !/\p{N}/u.test(text) && !SAYS_WHEN.test(text.toLowerCase()))

const SAYS_WHEN =
  /date|day|time|when|today|tomorrow|tonight|now|asap|next|week|month|morning|evening|noon|january|february|march|april|\bmay\b|june|july|august|september|october|november|december|تاريخ|اليوم|غدا|بكرة|يوم/
