import { mappingWords } from "@/lib/core/sync/mapping-words"
import type { CrmDefinition } from "./definition"

/** The default mapping of a CRM as a Markdown table, between two marks of its guide. */
const START = "<!-- mapping: written by npm run crm:mapping-docs -->"
const END = "<!-- /mapping -->"

/** The guide with its table as the definition has it now. A guide without the marks stays as it is. */
export function withMappingTable(guide: string, definition: TableSource): string {
  const [start, end] = [guide.indexOf(START), guide.indexOf(END)]
  if (start < 0 || end < start) return guide
  return `${guide.slice(0, start)}${START}\n${mappingTable(definition)}\n${guide.slice(end)}`
}

export const hasMappingTable = (guide: string): boolean => guide.includes(START)

type TableSource = Pick<CrmDefinition, "label" | "defaultMappings" | "ownProperties">

function mappingTable({ label, defaultMappings, ownProperties }: TableSource): string {
  const rows = defaultMappings.map((line) => {
    const labelOf = new Map(ownProperties.filter(({ object }) => object === line.object).map((own) => [own.name, own.label]))
    const sayProperty = (name: string): string => (labelOf.has(name) ? `${labelOf.get(name)} (\`${name}\`)` : `\`${name}\``)
    const { field, record, properties, direction, policy } = mappingWords(line, label, sayProperty)
    return [field, record, properties, direction, policy]
  })
  const head = ["Onelead", "Record", `Property in ${label}`, "Direction", "Who is right"]
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")
}
