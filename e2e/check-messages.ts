import { isCode } from "./structure/files"
import { isTest } from "./structure/layers"
import type { Problem } from "./structure/problem"
import type { Tree } from "./structure/source"

/**
 * Every message of the catalogue is used, and every message that a file asks for exists. It reads the text of the files
 * alone, which takes milliseconds: a key in quotes or as a template counts for the areas that its file opens; where the
 * key is a variable, every key of the area that is a string or the key of an object somewhere counts as used.
 */
export function checkMessages(catalogue: Catalogue, tree: Tree): Problem[] {
  const keys = keysOf(catalogue)
  const files = [...tree].filter(([path]) => isCode(path) && !isTest(path) && !path.startsWith("lib/core/messages/"))
  const calls = files.flatMap(([path, text]) => callsIn(path, text))
  const quoted = new Set(files.flatMap(([, text]) => [...text.matchAll(WORD)].map(([, word, key]) => word ?? key ?? "")))
  const used = new Set<string>()
  const problems: Problem[] = []
  for (const { path, line, areas, key } of calls) {
    const found = keys.filter((known) => areas.some((area) => isAsked(known, area, key, quoted)))
    for (const known of found) used.add(known)
    if (found.length === 0)
      problems.push({ path, line, message: `asks for a message that is not there: ${areas.join(" or ")}, ${key?.source ?? "any"}` })
  }
  const unused = keys.filter((key) => !used.has(key))
  return [...problems, ...unused.map((key) => ({ path: "lib/core/messages/en", line: 0, message: `no file uses the message ${key}` }))]
}

export type Catalogue = { readonly [key: string]: string | Catalogue }

const keysOf = (catalogue: Catalogue, above = ""): string[] =>
  Object.entries(catalogue).flatMap(([key, value]) => (typeof value === "string" ? [above + key] : keysOf(value, `${above}${key}.`)))

/** `key` is null where it is a variable. */
type Call = { path: string; line: number; areas: string[]; key: RegExp | null }

const WORD = /"([\w.]+)"|\b(\w+)\s*:/g
const AREA = /(?:\b(?:useTranslations|getTranslations|translator)\(\s*|\bTranslator<)"([\w.]+)"/g
/** A translator is called t, or what its file names it. */
const NAMED = /\b(\w+)\s*=\s*(?:await\s+)?(?:useTranslations|getTranslations|translator)\(/g
const callOf = (names: readonly string[]): RegExp =>
  new RegExp(String.raw`(?<![\w.$])(?:${names.join("|")})(?:\.rich|\.markup)?\(\s*(?:"([\w.]+)"|\`([^\`]+)\`)?`, "g")

function callsIn(path: string, text: string): Call[] {
  const areas = [...new Set([...text.matchAll(AREA)].map(([, area = ""]) => area))]
  if (areas.length === 0) return []
  const names = ["t", ...[...text.matchAll(NAMED)].map(([, name = ""]) => name)]
  return [...text.matchAll(callOf(names))].map((call) => {
    const [, key, template] = call
    const pattern = key ?? template?.replaceAll(/\$\{[^}]*\}/g, "*")
    const source = pattern?.replaceAll(".", "\\.").replaceAll("*", "[^.]+")
    return { path, line: text.slice(0, call.index).split("\n").length, areas, key: source === undefined ? null : new RegExp(`^${source}$`) }
  })
}

function isAsked(known: string, area: string, key: RegExp | null, quoted: ReadonlySet<string>): boolean {
  if (!known.startsWith(`${area}.`)) return false
  const rest = known.slice(area.length + 1)
  return key ? key.test(rest) : quoted.has(rest)
}
