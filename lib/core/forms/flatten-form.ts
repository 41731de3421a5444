import type { FormField } from "./form-fields"
import { keyMeaning } from "./key-meaning"

/**
 * A submission as a flat list of fields, whatever its sender wraps them in: brackets in keys (`form_fields[name]`), objects
 * inside objects, and lists of questions with their answers.
 */
export type FormEntry = {
  /** As the sender calls it, and as an admin sees it. */
  key: string
  /** The key and what leads to it, outermost first. */
  path: string[]
  value: unknown
}

const ENTRIES_MAX = 200
const DEPTH_MAX = 6

export function flattenForm(body: Readonly<Record<string, unknown>>): FormEntry[] {
  return Object.entries(body)
    .flatMap(([key, value]) => entriesOf(splitKey(key), key, value, 0))
    .slice(0, ENTRIES_MAX)
}

/** `fields[name][value]` is a path; a dot is one only between words, for "1.6" and "v2.name" are keys of their own. */
function splitKey(key: string): string[] {
  const [head = "", ...inner] = key.split("[").map((part) => part.replace(/\]$/, ""))
  const parts = [...(/^\p{L}[\w-]*(?:\.\p{L}[\w-]*)+$/u.test(head) ? head.split(".") : [head]), ...inner]
  const named = parts.filter((part) => part !== "")
  return named.length > 0 ? named : [key]
}

function entriesOf(path: string[], key: string, value: unknown, depth: number): FormEntry[] {
  if (depth < DEPTH_MAX && Array.isArray(value)) return fromList(path, key, value, depth)
  if (depth === DEPTH_MAX || !isObject(value) || isValue(path, value)) return [{ key, path, value }]
  const answered = answerIn(value)
  if (answered) return entriesOf([...path.slice(0, -1), answered.label], answered.label, answered.value, depth + 1)
  return Object.entries(value).flatMap(([inner, part]) => entriesOf([...path, ...splitKey(inner)], `${key}.${inner}`, part, depth + 1))
}

/** Questions with answers are fields of their own; any other list is one value. */
function fromList(path: string[], key: string, list: unknown[], depth: number): FormEntry[] {
  const answers = list.map((item) => (isObject(item) ? answerIn(item) : null))
  if (list.length === 0 || answers.some((answer) => answer === null)) return [{ key, path, value: list }]
  return answers.flatMap((answer) => (answer ? entriesOf([...path, answer.label], answer.label, answer.value, depth + 1) : []))
}

const LABELS = ["question", "label", "title", "column_name", "column_id", "field_name", "fieldName", "name", "key", "ref", "field", "id"]
const VALUES = ["answer", "answers", "value", "values", "string_value", "response", "text", "raw_value"]

/** An item of a list of answers; also where its type names the value, as `{type: "email", email: …}`. */
function answerIn(item: Record<string, unknown>): { label: string; value: unknown } | null {
  const field = LABELS.map((name) => item[name]).find((one) => isLabel(one) || isObject(one))
  const label = isObject(field) ? LABELS.map((name) => field[name]).find(isLabel) : field
  if (!isLabel(label)) return null
  const type = item["type"]
  const typed = typeof type === "string" ? item[type] : undefined
  const valueKey = VALUES.find((name) => item[name] !== undefined && item[name] !== label)
  const value = typed ?? (valueKey === undefined ? undefined : item[valueKey])
  return value === undefined ? null : { label, value: Array.isArray(value) && value.length === 1 ? value[0] : value }
}

const isLabel = (value: unknown): value is string => typeof value === "string" && value.trim() !== ""

/** Parts of one value: of a name, a phone with its country, a date, a choice with its label. */
const CHOICE = ["label", "value", "text", "other", "raw"]
const PARTS: Partial<Record<FormField, RegExp>> = {
  name: /^(?:first|middle|last|full|given|family|display)_?(?:name)?$|^(?:prefix|suffix|title)$/i,
  phone:
    /^(?:full|number|phone|national|international|e164|formatted|area|code|cc|country|country_?code|country_?name|dial_?code|iso2?|type|valid|is_?valid|extension|ext)$/i,
  pickup_date: /^(?:date|day|month|year|hour|min|minute|ampm|datetime)$/i,
  return_date: /^(?:date|day|month|year|hour|min|minute|ampm|datetime)$/i,
}

/** An object whose keys are parts of the value that its own key promises, and not fields: `{first, last}`, `{full, country}`. */
function isValue(path: readonly string[], value: Record<string, unknown>): boolean {
  const { field } = keyMeaning(path)
  const keys = Object.keys(value)
  return field !== null && keys.length > 0 && keys.every((key) => CHOICE.includes(key.toLowerCase()) || PARTS[field]?.test(key))
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value)
