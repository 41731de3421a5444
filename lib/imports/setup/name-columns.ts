import { IMPORT_FIELDS, type ImportField, type ImportMapping } from "@/lib/core/imports/fields"
import { AppError } from "@/lib/platform/errors"

/**
 * A hand-written mapping by column names: `{"Full name": "name", "Mobile": "phone"}`, with a number for a column
 * without a name. Columns that are not named are left out.
 */
export function nameColumns(guess: ImportMapping, columns: readonly string[], named: Readonly<Record<string, unknown>>): ImportMapping {
  const chosen = new Map<number, ImportField | null>()
  for (const [column, field] of Object.entries(named)) {
    const at = columnAt(columns, column)
    if (at < 0) throw new AppError("invalid", `There is no column "${column}". The columns are: ${columns.join(", ")}.`)
    const known = IMPORT_FIELDS.find((one) => one === field)
    if (field !== null && field !== "" && !known)
      throw new AppError("invalid", `"${String(field)}" is not a field. The fields are: ${IMPORT_FIELDS.join(", ")}.`)
    chosen.set(at, known ?? null)
  }
  return { ...guess, columns: columns.map((_, at) => chosen.get(at) ?? null) }
}

function columnAt(columns: readonly string[], name: string): number {
  const exact = columns.indexOf(name)
  if (exact >= 0) return exact
  const loose = columns.findIndex((column) => column.trim().toLowerCase() === name.trim().toLowerCase())
  if (loose >= 0) return loose
  return /^\d+$/.test(name) && Number(name) >= 1 && Number(name) <= columns.length ? Number(name) - 1 : -1
}
