import { checkCycles } from "./cycles"
import { checkFiles, isCode } from "./files"
import { checkImports } from "./imports"
import type { Problem } from "./problem"
import { readSource, type Source, type Tree } from "./source"
import { checkStatements } from "./statements"

/** What no linter checks: the order of the layers, names, and what each layer may do. An empty answer is a house in order. */
export function checkStructure(tree: Tree): Problem[] {
  const sources = [...tree.keys()].filter(isCode).map((path) => withoutPending(readSource(path, tree)))
  return [...checkFiles([...tree.keys()]), ...sources.flatMap(checkImports), ...sources.flatMap(checkStatements), ...checkCycles(sources)]
}

/** Verbs still name their reactions; once a context carries them this goes. */
const withoutPending = ({ imports, ...source }: Source): Source => ({
  ...source,
  imports: imports.filter(({ target }) => !target?.startsWith("lib/reactions/")),
})
