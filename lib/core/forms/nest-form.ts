import { isObject, parseJson, type Tree } from "@/lib/core/encoding/json"

/**
 * The fields of a body as a tree: keys with brackets become the objects they were made from, and JSON inside a string is
 * opened. The keys as sent are kept, since an admin's choices name them.
 */
const DEPTH_MAX = 6
const JSON_MAX = 64_000

/** `fields[name][value]` is a path; a dot is one only between words, for "1.6" and "v2.name" are keys of their own. */
export function splitKey(key: string): string[] {
  const [head = "", ...inner] = key.split("[").map((part) => part.replace(/\]$/, ""))
  const parts = [...(/^\p{L}[\w-]*(?:\.\p{L}[\w-]*)+$/u.test(head) ? head.split(".") : [head]), ...inner]
  const named = parts.filter((part) => part !== "")
  return named.length > 0 ? named : [key]
}

/** `sentAs`: by path, the key of a field that came with brackets. */
export function nestForm(body: Readonly<Record<string, unknown>>): { tree: Tree; sentAs: ReadonlyMap<string, string> } {
  const tree = emptyTree()
  const sentAs = new Map<string, string>()
  for (const [key, value] of Object.entries(body)) {
    const path = splitKey(key).slice(0, DEPTH_MAX)
    const isPlaced = path.length > 1 && place(tree, path, value)
    // `phone` beside `phone[code]` is a field of its own.
    const own = !isPlaced && key in tree ? `${key}[]` : key
    if (isPlaced || own !== key) sentAs.set(pathId(path), key)
    if (!isPlaced) tree[own] = value
  }
  return { tree: withLists(tree) as Tree, sentAs }
}

export const pathId = (path: readonly string[]): string => path.join("\n")

/** False where a value stands in the way: `phone` and `phone[code]` are two fields. */
function place(tree: Tree, path: readonly string[], value: unknown): boolean {
  let at: Tree = tree
  for (const part of path.slice(0, -1)) {
    const next = at[part] ?? emptyTree()
    if (!isObject(next) || !built.has(next)) return false
    at[part] = next
    at = next
  }
  const last = path.at(-1) ?? ""
  if (last in at) return false
  at[last] = value
  return true
}

const built = new WeakSet<object>()

/** No prototype: a key may be `__proto__` or `toString`. */
function emptyTree(): Tree {
  const tree = Object.create(null) as Tree
  built.add(tree)
  return tree
}

/** Brackets with numbers in them were a list: `fields[1][key]`. */
function withLists(node: unknown): unknown {
  if (!isObject(node) || !built.has(node)) return node
  const entries = Object.entries(node).map(([key, value]) => [key, withLists(value)] as const)
  const isList = entries.length > 0 && entries.every(([key, value]) => /^\d+$/.test(key) && isObject(value))
  for (const [key, value] of entries) node[key] = value
  return isList ? entries.map(([, value]) => value) : node
}

/** The object or list that a string holds as JSON; null when it holds none. */
export function openedJson(value: unknown): Tree | unknown[] | null {
  if (typeof value !== "string" || value.length > JSON_MAX || !/^\s*"?\s*[[{]/.test(value)) return null
  const reading = parseJson(value)
  return reading.ok ? reading.value : null
}
