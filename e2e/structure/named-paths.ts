import type { Problem } from "./problem"
import type { Source, Tree } from "./source"

/** What a page of the documentation or a comment names must be there. */
export const checkNamedPaths = (sources: readonly Source[], tree: Tree): Problem[] => [
  ...[...tree].filter(([path]) => path.endsWith(".md")).flatMap(([path, text]) => missingIn({ path, text, line: 1 }, tree)),
  ...sources.flatMap(({ path, comments }) => comments.flatMap(({ text, line }) => missingIn({ path, text, line }, tree))),
]

const PATH = /(?<![\w./@-])(?:app|components|db|docs|e2e|lib)\/[\w./()[\]-]*\.(?:tsx?|mjs|md|css)\b/g

const missingIn = ({ path, text, line }: { path: string; text: string; line: number }, tree: Tree): Problem[] =>
  [...text.matchAll(PATH)]
    .filter(([named]) => !tree.has(named))
    .map(({ 0: named, index }) => ({
      path,
      line: line + text.slice(0, index).split("\n").length - 1,
      message: `names ${named}, which is not there`,
    }))
