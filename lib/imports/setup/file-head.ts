import { asc, eq } from "drizzle-orm"
import type { Database } from "@/db/client"
import { importFiles } from "@/db/schema"
import { detectEncoding, textDecoder } from "@/lib/core/encoding/encodings"
import { detectDelimiter, withoutRowQuotes, type CsvReading } from "@/lib/core/imports/csv-text"
import type { ImportMapping } from "@/lib/core/imports/fields"
import { findHeader } from "@/lib/core/imports/find-header"
import { guessMapping } from "@/lib/core/imports/guess-mapping"
import { firstRows } from "@/lib/core/imports/parse-csv"
import type { DateOrder } from "@/lib/core/input-format"
import { AppError } from "@/lib/platform/errors"

/** How much of a file is read to detect its format. */
const HEAD_BYTES = 256 * 1024
const SAMPLE_ROWS = 200
const HEADER_SAMPLE_ROWS = 30
const COLUMNS_MAX = 500

type HeadRow = { rowNo: number; cells: string[] }

const headText = (file: Uint8Array, { encoding }: Pick<CsvReading, "encoding">): string =>
  textDecoder(encoding)(file.subarray(0, HEAD_BYTES), file.byteLength <= HEAD_BYTES)

export function guessReading(file: Uint8Array): CsvReading {
  const encoding = detectEncoding(file)
  const head = headText(file, { encoding })
  const unquoted = withoutRowQuotes(head)
  const format = { delimiter: detectDelimiter(unquoted ?? head), isQuotedWhole: unquoted !== null }
  const rows = firstRows(head, format, HEADER_SAMPLE_ROWS)
  return { encoding, ...format, ...findHeader(rows.map(({ cells }) => cells)) }
}

/** The columns of a file, a guess at their fields, and its first rows of data. */
export function layoutOf(
  file: Uint8Array,
  reading: CsvReading,
  dateOrder?: DateOrder,
): { columns: string[]; mapping: ImportMapping; rows: HeadRow[] } {
  const all = firstRows(headText(file, reading), reading, SAMPLE_ROWS)
  const [first, ...below] = all.slice(reading.rowsAbove ?? 0)
  if (!first) throw new AppError("invalid", "There is no row in this file.")
  const rows = reading.hasHeader ? below : [first, ...below]
  const width = reading.hasHeader ? first.cells.length : Math.max(...rows.map(({ cells }) => cells.length))
  if (width > COLUMNS_MAX) throw new AppError("invalid", `The file has ${width} columns; ${COLUMNS_MAX} are the most.`)
  const columns = Array.from({ length: width }, (_, at) => (reading.hasHeader && first.cells[at]?.trim()) || `Column ${at + 1}`)
  const trimmed = withoutTrailing(columns, reading.hasHeader ? first.cells : columns, rows)
  const guess = guessMapping(
    reading.hasHeader ? trimmed.map((_, at) => first.cells[at] ?? "") : trimmed.map(() => ""),
    rows.map(({ cells }) => cells),
    dateOrder,
  )
  return { columns: trimmed, mapping: guess, rows }
}

/** Spreadsheets add empty columns at the end. */
function withoutTrailing(columns: string[], header: readonly string[], rows: readonly HeadRow[]): string[] {
  let width = columns.length
  while (width > 1 && !header[width - 1]?.trim() && rows.every(({ cells }) => !cells[width - 1]?.trim())) width -= 1
  return columns.slice(0, width)
}

/** Enough of a stored file for `layoutOf`. */
export async function storedHead(db: Pick<Database, "select">, importId: string): Promise<Uint8Array> {
  const [part] = await db
    .select({ body: importFiles.body })
    .from(importFiles)
    .where(eq(importFiles.importId, importId))
    .orderBy(asc(importFiles.part))
    .limit(1)
  if (!part) throw new AppError("conflict", "The file of this import is no longer kept.")
  return part.body
}
