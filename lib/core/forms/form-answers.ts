import { keyMeaning } from "./key-meaning"
import { isObject, type Tree } from "@/lib/core/encoding/json"
import { plainKey } from "./plain-key"

/**
 * Questions with their answers, as form builders and lead-ad networks list them: `{question, answer}`, `{name, value}`,
 * `{FieldName, FieldValue}`, `{type: "email", email: …, field: {ref}}`. Keys are compared as `plainKey` writes them.
 */
const LABELS = ["question", "label", "title", "column name", "column id", "field name", "attribute", "name", "key", "ref", "field", "id"]
const VALUES = [
  "answer",
  "answers",
  "answer details",
  "value",
  "values",
  "val",
  "field value",
  "string value",
  "response",
  "text",
  "raw value",
]
const DEPTH_MAX = 6

/** Titles of questions by their ids, from the form's definition where the body carries it. */
export type Titles = ReadonlyMap<string, string>

export function questionTitles(body: unknown): Titles {
  const titles = new Map<string, string>()
  collectTitles(body, titles, 0)
  return titles
}

function collectTitles(node: unknown, titles: Map<string, string>, depth: number): void {
  if (depth > DEPTH_MAX || titles.size > 500) return
  if (Array.isArray(node)) for (const item of node.slice(0, 200)) collectTitles(item, titles, depth + 1)
  if (!isObject(node)) return
  const part = partsOf(node)
  const title = ["title", "label", "question", "text"].map((name) => part.get(name)).find(isLabel)
  for (const id of ["id", "ref", "key"].map((name) => part.get(name)))
    if (title !== undefined && isLabel(id) && !titles.has(id)) titles.set(id, title)
  for (const inner of Object.values(node)) if (typeof inner === "object") collectTitles(inner, titles, depth + 1)
}

type Answer = {
  label: string
  value: unknown
  /** What leads to the label: the object that the field belongs to. */
  under: string[]
}

/** An item of a list of answers; null for any other object. */
export function answerIn(item: Tree, titles: Titles): Answer | null {
  const part = partsOf(item)
  const label = labelOf(part, titles)
  if (label === null) return null
  const type = part.get("type")
  const typed = typeof type === "string" ? part.get(plainKey(type)) : undefined
  const valueKey = VALUES.find((name) => part.get(name) !== undefined && part.get(name) !== label)
  // `{name, text, phone}` is a person who wrote, and no answer to a question.
  if ([...part.keys()].some((key) => key !== plainKey(String(type)) && ["phone", "email"].includes(certainField(key) ?? ""))) return null
  const value = typed !== undefined && typed !== label ? typed : valueKey === undefined ? undefined : part.get(valueKey)
  if (value === undefined) return null
  const chosen = chosenIn(value, part.get("options"))
  // A field of a company in HubSpot's forms.
  const under = part.get("object type id") === "0-2" ? ["company"] : []
  return { label, value: Array.isArray(chosen) && chosen.length === 1 ? chosen[0] : chosen, under }
}

function certainField(key: string): string | null {
  const meaning = keyMeaning([key])
  return meaning.field !== null && meaning.certain ? meaning.field : null
}

/** The label that means something, in words before ids; failing that the first there is. */
function labelOf(part: ReadonlyMap<string, unknown>, titles: Titles): string | null {
  const found = LABELS.flatMap((name) => {
    const one = part.get(name)
    return isObject(one) ? labelsIn(partsOf(one), titles) : isLabel(one) ? [one] : []
  })
  const all = [...found.flatMap((label) => titles.get(label) ?? []), ...found]
  const known = all.find((label) => keyMeaning([label]).field !== null)
  const type = part.get("type")
  const typed = typeof type === "string" && TYPES.has(keyMeaning([type]).field ?? "") ? type : undefined
  return known ?? (found.length > 0 && typed !== undefined && all.every(isWordless) ? typed : (all[0] ?? null))
}

const labelsIn = (part: ReadonlyMap<string, unknown>, titles: Titles): string[] =>
  LABELS.map((name) => part.get(name))
    .filter(isLabel)
    .map((label) => titles.get(label) ?? label)

const TYPES = new Set(["phone", "email"])

/** "Untitled", or a generated id: then the type of the answer says what it is. */
function isWordless(label: string): boolean {
  const meaning = keyMeaning([label])
  return meaning.field === null && (meaning.silence === "mute" || !/\s/.test(label.trim()))
}

/** The texts of the options that were chosen, where an answer names their ids. */
function chosenIn(value: unknown, options: unknown): unknown {
  if (isObject(value) && Array.isArray(value["labels"])) return value["labels"]
  if (!Array.isArray(options)) return value
  const texts = new Map(
    options.filter(isObject).flatMap((option) => {
      const part = partsOf(option)
      const text = ["text", "label", "name", "title"].map((name) => part.get(name)).find(isLabel)
      const id = part.get("id") ?? part.get("value")
      return text === undefined || id === undefined ? [] : [[String(id), text] as const]
    }),
  )
  const textOf = (one: unknown): unknown => (typeof one === "string" || typeof one === "number" ? (texts.get(String(one)) ?? one) : one)
  return Array.isArray(value) ? value.map(textOf) : textOf(value)
}

const partsOf = (item: Tree): Map<string, unknown> => new Map(Object.entries(item).map(([key, value]) => [plainKey(key), value]))

const isLabel = (value: unknown): value is string => typeof value === "string" && value.trim() !== ""
