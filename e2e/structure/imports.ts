import { BANS } from "./bans"
import { heightOf, isTest, layerOf, sayRoom } from "./layers"
import type { Problem } from "./problem"
import type { Import, Source } from "./source"

/** Which file may import which: the order of the layers, and what a layer never sees although it is lower. */
export function checkImports(source: Source): Problem[] {
  const { path, imports } = source
  const room = layerOf(path)
  if (room === null) return [{ path, line: 0, message: "no layer has this folder: give it a line in e2e/structure/layers.ts" }]
  if (isTest(path) || room.startsWith("e2e")) return []
  const bans = BANS.filter(({ appliesTo }) => appliesTo(source))
  return imports.flatMap((one) => {
    const ban = bans.find(({ imported, types }) => imported.test(one.target ?? one.specifier) && (types || !one.isType))
    const why = whyNot(room, one) ?? ban?.why
    return why === undefined ? [] : [{ path, line: one.line, message: `imports ${one.target ?? one.specifier}: ${why}` }]
  })
}

function whyNot(room: string, { target }: Import): string | undefined {
  if (target === null) return undefined
  if (isTest(target)) return "only tests may use it; what the product needs too belongs in a file of its own"
  const wanted = layerOf(target)
  if (wanted === null || heightOf(wanted) <= heightOf(room)) return undefined
  if (wanted.startsWith("e2e")) return "only tests and lib/runtime/start.ts know the demo and the simulators; they hand in what is needed"
  return `${sayRoom(wanted)} is above ${sayRoom(room)}. What needs both belongs in ${wanted} or above, what both need belongs in ${room} or below; or take it as an argument`
}
