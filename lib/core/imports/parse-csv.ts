import type { Options } from "csv-parse"
import { parse } from "csv-parse/sync"
import { declaredDelimiter, rowEnds, type CsvReading } from "@/lib/core/imports/csv-text"

/** A cell or a row longer than this is an unclosed quote. */
const ROW_CHARACTERS_MAX = 1_000_000

/** The cells of a row; a row in one pair of quotes has them inside its only cell. */
export function cellsOf(cells: string[], reading: Pick<CsvReading, "delimiter" | "isQuotedWhole">): string[] {
  const [only, ...others] = cells
  if (reading.isQuotedWhole !== true || only === undefined || others.length > 0) return cells
  const [inner] = parse(only, { ...csvOptions(reading, only), to: 1 } as Options)
  return inner ?? cells
}

/** Lenient where people are careless (quotes inside a cell, short rows), strict where a guess would mix rows up. */
export const csvOptions = (reading: Pick<CsvReading, "delimiter">, head: string): Options => ({
  delimiter: reading.delimiter,
  record_delimiter: rowEnds(head),
  relax_quotes: true,
  relax_column_count: true,
  skip_empty_lines: false,
  max_record_size: ROW_CHARACTERS_MAX,
})

/** The text without Excel's "sep=" line, and how many rows that line took. */
export function withoutDeclaration(head: string): { text: string; skipped: number } {
  const declared = declaredDelimiter(head)
  return declared ? { text: head.slice(declared.length), skipped: 1 } : { text: head, skipped: 0 }
}

/** The first rows of a file whose head may be cut off anywhere; blank rows are left out. */
export function firstRows(
  head: string,
  reading: Pick<CsvReading, "delimiter" | "isQuotedWhole">,
  count: number,
): { rowNo: number; cells: string[] }[] {
  const { text, skipped } = withoutDeclaration(head)
  const rows: { rowNo: number; cells: string[] }[] = []
  let rowNo = skipped
  const keep = (written: string[]) => {
    rowNo += 1
    const cells = cellsOf(written, reading)
    if (!isBlank(cells)) rows.push({ rowNo, cells })
    return null
  }
  try {
    parse(text, { ...csvOptions(reading, head), to: count + 20, on_record: keep } as Options)
  } catch {
    // The head ends inside a quoted cell: the rows before it are good.
  }
  return rows.slice(0, count)
}

export const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === "")
