import { checkCrmWords } from "./crm-words"
import { checkCycles } from "./cycles"
import { checkFiles, isCode } from "./files"
import { checkImports } from "./imports"
import { checkNamedPaths } from "./named-paths"
import type { Problem } from "./problem"
import { readSource, type Tree } from "./source"
import { checkStatements } from "./statements"

/** What no linter checks: the order of the layers, names, and what each layer may do. An empty answer is a house in order. */
export function checkStructure(tree: Tree): Problem[] {
  const sources = [...tree.keys()].filter(isCode).map((path) => readSource(path, tree))
  return [
    ...checkFiles([...tree.keys()]),
    ...sources.flatMap(checkImports),
    ...sources.flatMap(checkStatements),
    ...checkCycles(sources),
    ...checkCrmWords(tree),
    ...checkNamedPaths(sources, tree),
  ]
}
