import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { CRM_DEFINITIONS } from "./registry/definitions"
import { hasMappingTable, withMappingTable } from "./mapping-docs"

test.each(CRM_DEFINITIONS)("the guide of $label shows the mapping that a new connection has", (definition) => {
  const guide = readFileSync(`docs/connect-${definition.kind}.md`, "utf8")
  expect(hasMappingTable(guide)).toBe(true)
  expect(guide, "run npm run crm:mapping-docs").toBe(withMappingTable(guide, definition))
})

test.each(CRM_DEFINITIONS)(
  "the guide of $label says what to do there, what is never written, the limits and how to test first",
  ({ kind }) => {
    const guide = readFileSync(`docs/connect-${kind}.md`, "utf8")
    for (const title of [/^## In /m, /^## Never written$/m, /^## Limits$/m, /^## Test /m, /^## Known differences$/m])
      expect(guide).toMatch(title)
  },
)

test("a changed mapping changes the table, and nothing else of the guide", () => {
  const [definition] = CRM_DEFINITIONS
  if (!definition) throw new Error("no CRM")
  const guide = readFileSync(`docs/connect-${definition.kind}.md`, "utf8")
  const without = withMappingTable(guide, { ...definition, defaultMappings: definition.defaultMappings.slice(1) })
  expect(without.split("\n").length).toBe(guide.split("\n").length - 1)
  expect(withMappingTable(without, definition)).toBe(guide)
})
