import { posix } from "node:path"
import { isTest } from "./layers"
import type { Problem } from "./problem"
import type { Source } from "./source"

type Edge = { from: string; to: string; line: number }

/**
 * Folders of lib/ form no cycle, subfolders of one trade included. The order of the layers keeps the trades apart; this
 * finds the knots inside them. A type counts like a value: whoever reads the file has to read that one too.
 */
export function checkCycles(sources: readonly Source[]): Problem[] {
  const edges = folderEdges(sources)
  const told = new Set<string>()
  return [...edges.keys()].flatMap((folder): Problem[] => {
    const way = wayBack(folder, edges)
    if (way === null || told.has(folder)) return []
    for (const { from } of way) told.add(posix.dirname(from))
    const steps = way.map(({ from, to, line }) => `\n  ${from}:${line} imports ${to}`).join("")
    const advice = "What both sides need belongs in a folder below them; or take it as an argument"
    return [{ path: folder, line: 0, message: `its imports lead back to it. ${advice}${steps}` }]
  })
}

/** Folder → each folder that it imports → one import that shows it. */
function folderEdges(sources: readonly Source[]): Map<string, Map<string, Edge>> {
  const edges = new Map<string, Map<string, Edge>>()
  for (const { path, imports } of sources) {
    if (!path.startsWith("lib/") || isTest(path)) continue
    const folder = posix.dirname(path)
    for (const { target, line } of imports) {
      if (!target?.startsWith("lib/") || posix.dirname(target) === folder) continue
      const out = edges.get(folder) ?? new Map<string, Edge>()
      if (!out.has(posix.dirname(target))) out.set(posix.dirname(target), { from: path, to: target, line })
      edges.set(folder, out)
    }
  }
  return edges
}

/** The shortest way from a folder back to itself, or null. */
function wayBack(folder: string, edges: ReadonlyMap<string, ReadonlyMap<string, Edge>>): Edge[] | null {
  const ways = new Map<string, Edge[]>([[folder, []]])
  for (const [at, way] of ways) {
    for (const [next, edge] of edges.get(at) ?? []) {
      if (next === folder) return [...way, edge]
      if (!ways.has(next)) ways.set(next, [...way, edge])
    }
  }
  return null
}
