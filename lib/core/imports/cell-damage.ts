import { normalisePhone } from "@/lib/core/identity/phone"
import { cellText } from "./cell-text"
import type { ImportMapping } from "./fields"

/**
 * What spreadsheets do to cells before a file reaches us. `rounded`: a long number was stored as 9.71501E+11, or saved
 * from that as 971501000000, and its last digits are gone. `formula_error`: "+971…" was taken for a formula. `too_narrow`: the column showed ### and was saved as
 * such. `broken_text`: characters that the encoding does not have.
 */
const DAMAGES = ["rounded", "formula_error", "too_narrow", "broken_text"] as const
type Damage = (typeof DAMAGES)[number]

export type ColumnDamage = { column: number; damage: Damage; count: number; of: number; example: string }

const FORMULA_ERROR = /^#(?:ERROR!|NAME\?|VALUE!|REF!|NUM!|DIV\/0!)$/i

/** The damage in the rows that were looked at, by column. */
export function columnDamage(mapping: Pick<ImportMapping, "columns">, rows: readonly (readonly string[])[]): ColumnDamage[] {
  return mapping.columns.flatMap((field, column) => {
    const cells = rows.map((row) => cellText(row[column])).filter((cell) => cell !== "")
    return DAMAGES.flatMap((damage): ColumnDamage[] => {
      const hurt = cells.filter((cell) => hasDamage(damage, cell, field === "phone"))
      return hurt[0] === undefined
        ? []
        : [{ column, damage, count: hurt.length, of: cells.length, example: hurt[0].slice(0, 60).toWellFormed() }]
    })
  })
}

function hasDamage(damage: Damage, cell: string, isPhone: boolean): boolean {
  if (damage === "broken_text") return cell.includes("\ufffd")
  if (damage === "formula_error") return FORMULA_ERROR.test(cell)
  if (damage === "too_narrow") return /^#{3,}$/.test(cell)
  return isPhone && normalisePhone(cell).some((reading) => !reading.ok && reading.reason === "scientific")
}
