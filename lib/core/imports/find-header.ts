import { looksLikeHeader } from "@/lib/core/imports/csv-text"
import { fieldNamed } from "@/lib/core/imports/guess-mapping"

const HEADER_ROWS = 10

/**
 * Which of the first rows names the columns, and whether one does. Titles may stand above it: the row whose cells are known column
 * names counts, and where none is known, the first as wide as most.
 */
export function findHeader(rows: readonly (readonly string[])[]): { hasHeader: boolean; rowsAbove: number } {
  const first = rows.slice(0, HEADER_ROWS)
  const known = first.map((cells) => (looksLikeHeader(cells) ? cells.filter((cell) => fieldNamed(cell) !== null).length : 0))
  const best = known.indexOf(Math.max(...known))
  // No row of data may be taken for a title.
  const isBelowTitles = (at: number): boolean => first.slice(0, at).every((cells) => looksLikeHeader(cells) || !isWide(cells, rows))
  if ((known[best] ?? 0) > (known[0] ?? 0) && isWide(first[best] ?? [], rows) && isBelowTitles(best))
    return { hasHeader: true, rowsAbove: best }
  const wide = first.findIndex((cells) => isWide(cells, rows))
  const rowsAbove = wide > 0 && looksLikeHeader(first[wide] ?? []) ? wide : 0
  return { hasHeader: looksLikeHeader(first[rowsAbove] ?? []), rowsAbove }
}

const filledOf = (cells: readonly string[]): number => cells.filter((cell) => cell.trim() !== "").length

/** As many filled cells as half of the widest row, and more than one unless every row has one. */
function isWide(cells: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const widest = Math.max(...rows.map(filledOf))
  return filledOf(cells) >= Math.min(2, widest) && filledOf(cells) >= widest / 2
}
