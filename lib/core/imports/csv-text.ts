import { z } from "zod"
import { ENCODINGS } from "@/lib/core/encoding/encodings"

/** How the text of a CSV file becomes cells. Excel writes tabs in UTF-16 and semicolons in Europe. */
export const DELIMITERS = [",", ";", "\t", "|"] as const

export const CsvReading = z.object({
  encoding: z.enum(ENCODINGS),
  delimiter: z.enum(DELIMITERS),
  /** Whether a row names the columns. */
  hasHeader: z.boolean(),
  /** Rows with something in them above that row: a title, the date of the report. */
  rowsAbove: z.number().int().min(0).max(50).optional(),
  /** Each row stands in one pair of quotes, with its cells inside. */
  isQuotedWhole: z.boolean().optional(),
})
export type CsvReading = z.infer<typeof CsvReading>

const DECLARED = /^sep=(.)\r?\n/i

/** Excel's own "sep=;" line, when the file begins with one. */
export function declaredDelimiter(head: string): { delimiter: string; length: number } | null {
  const found = DECLARED.exec(head)
  return found?.[1] ? { delimiter: found[1], length: found[0].length } : null
}

/** The candidate that splits the first lines into the most columns, and into the same number of them. */
export function detectDelimiter(head: string): CsvReading["delimiter"] {
  const declared = DELIMITERS.find((candidate) => candidate === declaredDelimiter(head)?.delimiter)
  if (declared) return declared
  const lines = linesOutsideQuotes(head).slice(0, 50)
  const scored = DELIMITERS.map((delimiter) => ({ delimiter, score: steadiness(lines.map((line) => line.split(delimiter).length)) }))
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).delimiter
}

function steadiness(widths: readonly number[]): number {
  const counts = Map.groupBy(widths, (width) => width)
  // The first of the most frequent: a title above the table is narrower.
  const usual = [...counts.keys()].reduce(
    (best, width) => ((counts.get(width)?.length ?? 0) > (counts.get(best)?.length ?? 0) ? width : best),
    widths[0] ?? 1,
  )
  if (usual < 2) return 0
  return ((counts.get(usual)?.length ?? 0) / widths.length) * 100 + Math.min(usual, 50)
}

/** Lines with the insides of quotes taken out; the last may be cut off and does not count unless it is the only one. */
function linesOutsideQuotes(head: string): string[] {
  const end = rowEnds(head).at(-1) ?? "\n"
  const lines = head
    .replaceAll(/"[^"]*"/g, "")
    .split(end)
    .filter((line) => line.trim() !== "")
  return lines.length > 1 ? lines.slice(0, -1) : lines
}

/**
 * What ends a row. A lone CR is a stray mark inside a name as long as the file has real line ends, so it ends a row
 * only in a file that has nothing else.
 */
export const rowEnds = (head: string): string[] => (head.includes("\n") || !head.includes("\r") ? ["\r\n", "\n"] : ["\r"])

const WHOLE_QUOTED = /^"((?:[^"]|"")*)"$/

/** The text with each row's own quotes taken off, where rows are quoted whole; null otherwise. */
export function withoutRowQuotes(head: string): string | null {
  const lines = head.split(/\r?\n/).slice(0, -1)
  const filled = (lines.length > 0 ? lines : [head]).filter((line) => line.trim() !== "")
  const inner = filled.flatMap((line) => WHOLE_QUOTED.exec(line.trim())?.[1]?.replaceAll('""', '"') ?? [])
  if (inner.length === 0 || inner.length < filled.length) return null
  const text = `${inner.join("\n")}\n`
  return linesOutsideQuotes(text)[0]?.includes(detectDelimiter(text)) ? text : null
}

/** A first row is a header unless it holds what only data holds: an address, a number, a date. */
export function looksLikeHeader(cells: readonly string[]): boolean {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== "")
  return (
    filled.length > 0 &&
    !filled.some(
      (cell) => /\S@\S+\.\S/.test(cell) || /\d{5}/.test(cell.replaceAll(/[\s().+-]/g, "")) || /^\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}/.test(cell),
    )
  )
}
