import { answerIn, questionTitles, type Titles } from "./form-answers"
import type { FormField } from "./form-fields"
import { shapeOf, textsOf } from "./form-values"
import { keyMeaning } from "./key-meaning"
import { isObject, type Tree } from "@/lib/core/encoding/json"
import { nestForm, openedJson, pathId, splitKey } from "./nest-form"
import { isPhonePart } from "./phone-keys"
import { plainKey } from "./plain-key"

/**
 * A submission as a flat list of fields, whatever its sender wraps them in: brackets in keys (`form_fields[name]`), objects
 * inside objects, JSON inside a string, and lists of questions with their answers.
 */
export type FormEntry = {
  /** As the sender calls it, and as an admin sees it. */
  key: string
  /** The key and what leads to it, outermost first. */
  path: string[]
  value: unknown
}

const ENTRIES_MAX = 200
const DEPTH_MAX = 8

export function flattenForm(body: Readonly<Record<string, unknown>>): FormEntry[] {
  const { tree, sentAs } = nestForm(withNameParts(body))
  const titles = questionTitles(tree)
  return Object.entries(tree)
    .flatMap(([key, value]) => entriesOf({ path: splitKey(key), key, value, depth: 0, titles }))
    .map((entry) => ({ ...entry, key: sentAs.get(pathId(entry.path)) ?? entry.key }))
    .slice(0, ENTRIES_MAX)
}

type Node = FormEntry & { depth: number; titles: Titles }

function entriesOf(node: Node): FormEntry[] {
  const { path, key, depth, titles } = node
  const isText = TEXTS.has(keyMeaning(path).field ?? null)
  const opened = depth < DEPTH_MAX && !isText ? openedJson(node.value) : null
  // JSON in a string is a wrapper, unless it is the parts of one value.
  if (opened !== null && !isOneValue(path, opened)) return entriesOf({ ...node, path: path.slice(0, -1), value: opened, depth: depth + 1 })
  const value = opened ?? node.value
  if (depth < DEPTH_MAX && Array.isArray(value)) return fromList(node, value)
  if (depth === DEPTH_MAX || !isObject(value) || isValue(path, value)) return [{ key, path, value }]
  const answered = answerIn(value, titles)
  if (answered) return fromAnswer(node, answered)
  return innerNodes(node, value).flatMap(entriesOf)
}

/** What a person writes stays as written. */
const TEXTS = new Set<FormField | null>(["message", "notes"])

const isOneValue = (path: readonly string[], opened: Tree | unknown[]): boolean =>
  isObject(opened) ? isValue(path, opened) : keyMeaning(path).field !== null

function innerNodes({ path, key, depth, titles }: Node, value: Tree): Node[] {
  const nodes = Object.entries(value).map(([inner, part]) => ({
    path: [...path, ...splitKey(inner)],
    key: key === "" ? inner : `${key}.${inner}`,
    value: part,
    depth: depth + 1,
    titles,
  }))
  const isForms = (inner: string): boolean => plainKey(inner) === "name" && isFormsName(path, value)
  const named = Object.keys(value).findIndex(isForms)
  const ofForm = nodes[named]
  // An id of the form comes before its name: choices may be kept under it.
  return ofForm ? [...nodes.filter((node) => node !== ofForm), { ...ofForm, path: [...path, "form name"] }] : nodes
}

/** `{name, data: {…}}` and `form: {id, name}` tell the name of the form, not of who filled it in. */
function isFormsName(path: readonly string[], value: Tree): boolean {
  const isForm = plainKey(path.at(-1) ?? "") === "form" && !hasContact(value)
  return isForm || Object.entries(value).some(([key, part]) => plainKey(key) === "data" && isObject(part) && hasContact(part))
}

const hasContact = (value: Tree): boolean =>
  Object.keys(value).some((key) => ["phone", "email", "first_name"].includes(keyMeaning([key]).field ?? ""))

function fromAnswer(
  { path, depth, titles }: Node,
  { label, value, under }: { label: string; value: unknown; under: string[] },
): FormEntry[] {
  return entriesOf({ path: [...path.slice(0, -1), ...under, label], key: label, value, depth: depth + 1, titles })
}

const CONTACT = new Set<FormField>(["name", "phone", "email"])

/** Questions with answers are fields of their own, and so is what stands in a single record; any other list is one value. */
function fromList(node: Node, list: unknown[]): FormEntry[] {
  const { path, key, depth, titles } = node
  const whole = [{ key, path, value: list }]
  const items = list.filter(isObject)
  const { field } = keyMeaning(path)
  if (items.length === 0 || items.length < list.length || (field !== null && CONTACT.has(field))) return whole
  const answers = items.map((item) => ({ item, answer: answerIn(item, titles) }))
  if (answers.every(({ item, answer }) => answer === null && (field !== null || isDefinition(item, titles)))) return whole
  // Several people in one body ("passengers") are not the one who wrote.
  if (answers.every(({ answer }) => answer === null) && items.length > 1 && items.some(hasContact)) return whole
  return answers.flatMap(({ item, answer }): FormEntry[] => {
    if (answer) return fromAnswer(node, answer)
    return isDefinition(item, titles) ? [{ key, path, value: item }] : entriesOf({ path, key, value: item, depth: depth + 1, titles })
  })
}

/** A question without an answer, an option of a select, a product in a basket: named, and with nothing of a person's. */
const isDefinition = (item: Tree, titles: Titles): boolean =>
  !holdsContact(item, titles) &&
  Object.entries(item).some(([key, value]) => /^(?:.* )?(?:name|label|title|text)$/.test(plainKey(key)) && typeof value === "string")

/** Whether a contact stands in it or deeper: a lead in a list may carry its name beside its answers. */
function holdsContact(item: Tree, titles: Titles, depth = 0): boolean {
  if (hasContact(item)) return true
  const inner = Object.values(item).flat().filter(isObject)
  return inner.some((one) => {
    const answer = answerIn(one, titles)
    const isContact =
      answer !== null && hasContact({ [answer.label]: null }) && textsOf(null, answer.value).some((text) => shapeOf(text) !== null)
    return isContact || (depth < DEPTH_MAX && holdsContact(one, titles, depth + 1))
  })
}

/** Parts of one value: of a name, a phone with its country, a date, a choice with its label. */
const CHOICE = ["label", "value", "text", "other", "raw"]
const DATE = /^(?:date|day|month|year|hour|min|minute|ampm|datetime)$/
const NAME = /^(?:(?:first|middle|last|full|given|family|display) ?(?:name)?|prefix|suffix|title|first and last)$/
const PARTS: Partial<Record<FormField, (key: string) => boolean>> = {
  name: (key) => NAME.test(key),
  phone: isPhonePart,
  pickup_date: (key) => DATE.test(key),
  return_date: (key) => DATE.test(key),
}

/** An object whose keys are parts of the value that its own key promises, and not fields: `{first, last}`, `{full, country}`. */
function isValue(path: readonly string[], value: Tree): boolean {
  const { field } = keyMeaning(path)
  const keys = Object.keys(value).map(plainKey)
  return field !== null && keys.length > 0 && keys.every((key) => CHOICE.includes(key) || PARTS[field]?.(key))
}

const NAME_PART = /^(input[_ ])?(\d+)[._]([1-8])$/
const NAME_PARTS: Readonly<Record<string, string>> = { "3": "first name", "4": "middle name", "6": "last name" }

/** A name field in numbered parts has a first and a last one (3, 6) and, unlike an address, no street (1) and no postcode (5). */
function withNameParts(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const parts = Object.keys(body).flatMap((key) => {
    const found = NAME_PART.exec(key)
    return found ? [{ key, field: `${found[1] ?? ""}${found[2]}`, part: found[3] ?? "" }] : []
  })
  const has = (field: string, part: string): boolean => parts.some((one) => one.field === field && one.part === part)
  const names = new Map(
    parts
      .filter(({ field }) => has(field, "3") && has(field, "6") && !has(field, "1") && !has(field, "5"))
      .flatMap(({ key, part }) => (NAME_PARTS[part] ? [[key, `${key}[${NAME_PARTS[part]}]`] as const] : [])),
  )
  return names.size === 0 ? body : Object.fromEntries(Object.entries(body).map(([key, value]) => [names.get(key) ?? key, value]))
}
