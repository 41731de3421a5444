import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { withMappingTable } from "@/lib/crm/mapping-docs"
import { CRM_DEFINITIONS } from "@/lib/crm/registry/definitions"

/** `npm run crm:mapping-docs`: writes the default mapping of each CRM into its guide. */
for (const definition of CRM_DEFINITIONS) {
  const path = `docs/connect-${definition.kind}.md`
  if (!existsSync(path)) continue
  const guide = readFileSync(path, "utf8")
  const written = withMappingTable(guide, definition)
  if (written === guide) continue
  writeFileSync(path, written)
  process.stdout.write(`Wrote the table of ${path}\n`)
}
