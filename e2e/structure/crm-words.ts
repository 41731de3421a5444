import { isCode } from "./files"
import { isTest } from "./layers"
import type { Problem } from "./problem"
import type { Tree } from "./source"

/** The sync and its screens are written for any CRM: the name of one stands in its own folder alone. */
const NEUTRAL =
  /^(lib\/sync\/|lib\/core\/sync\/|lib\/crm\/[^/]+\.ts$|db\/schema\/crm\/|app\/\(app\)\/sync\/|app\/\(app\)\/settings\/(crm|connections)\/)/
/** Folders of lib/crm that are no CRM. */
const SHARED = new Set(["registry", "rest", "testing"])
/** A CRM that is called by an everyday word is looked for as a name in quotes. */
const EVERYDAY = new Set(["close"])

export function checkCrmWords(tree: Tree): Problem[] {
  const folders = [...tree.keys()].flatMap((path) => /^lib\/crm\/([^/]+)\//.exec(path)?.[1] ?? [])
  const kinds = [...new Set(folders)].filter((folder) => !SHARED.has(folder))
  if (kinds.length === 0) return []
  const word = new RegExp(kinds.map((kind) => (EVERYDAY.has(kind) ? `"${kind}"` : kind)).join("|"), "i")
  return [...tree].flatMap(([path, text]) => {
    if (!NEUTRAL.test(path) || !isCode(path) || isTest(path)) return []
    return text.split("\n").flatMap((line, at) => {
      const found = word.exec(line)?.[0].replaceAll('"', "")
      const message = `says "${found}": what one CRM is called, can or needs belongs in lib/crm/${found?.toLowerCase()}, as data of its definition`
      return found === undefined ? [] : [{ path, line: at + 1, message }]
    })
  })
}
