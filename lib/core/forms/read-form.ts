import type { FormField, KeyChoices } from "./form-fields"
import { flattenForm, type FormEntry } from "./flatten-form"
import { shapeOf, textsOf } from "./form-values"
import { keyMeaning } from "./key-meaning"

/**
 * Reads the fields of a form by what their keys mean, whoever made the form. An admin's choice for a key comes first, then what
 * the key says, and last, where it says nothing, what its value looks like. A value that contradicts its key (an address under
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
  const keys = flattenForm(body).map((entry) => readKey(entry, choices))
  const keysOf = (field: FormField): ReadKey[] => keys.filter(({ readAs }) => readAs === field).toSorted(byCertainty)
  const all = (field: FormField): string[] => [...new Set(keysOf(field).flatMap(({ texts }) => texts))]
  return { keys, keysOf, all, first: (field) => all(field)[0] ?? null }
}

const RANK = { choice: 0, key: 1, shape: 3 }

const byCertainty = (a: ReadKey, b: ReadKey): number => rankOf(a) - rankOf(b)

const rankOf = ({ by, isCertain }: ReadKey): number => (by === null ? 9 : RANK[by] + (by === "key" && !isCertain ? 1 : 0))

function readKey(entry: FormEntry, choices: KeyChoices): ReadKey {
  const choice = Object.hasOwn(choices, entry.key) ? choices[entry.key] : undefined
  const read = (readAs: ReadKey["readAs"], by: ReadKey["by"], isCertain = true): ReadKey => ({
    ...entry,
    readAs,
    by,
    texts: textsOf(readAs === "nothing" ? null : readAs, entry.value),
    isCertain,
  })
  if (choice !== undefined) return read(choice, "choice")
  const meaning = keyMeaning(entry.path)
  if (meaning.field === null && !meaning.isMute) return read(null, null)
  if (meaning.field !== null && !CONTACTS.has(meaning.field)) return read(meaning.field, "key", meaning.certain)
  const shapes = new Set(textsOf(meaning.field, entry.value).map(shapeOf))
  const [shape] = shapes.size === 1 ? shapes : []
  if (shape && shape !== meaning.field) return read(shape, "shape", false)
  return meaning.field === null ? read(null, null) : read(meaning.field, "key", meaning.certain)
}
