import { z } from "zod"

/**
 * How the bytes of a CSV file become text and cells.
 *
 * Excel in Arabic writes windows-1256 or UTF-16 with tabs, in Europe windows-1252 with semicolons. A byte-order mark
 * decides; without one, a file most of whose characters are valid UTF-8 is UTF-8, and of the two single-byte encodings
 * Arabic is the one whose high bytes are adjacent in words. What then cannot be decoded becomes U+FFFD, and is reported.
 */
export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1256", "windows-1252"] as const
export const DELIMITERS = [",", ";", "\t", "|"] as const
export type Encoding = (typeof ENCODINGS)[number]

export const CsvReading = z.object({
  encoding: z.enum(ENCODINGS),
  delimiter: z.enum(DELIMITERS),
  /** Whether the first row names the columns. */
  hasHeader: z.boolean(),
})
export type CsvReading = z.infer<typeof CsvReading>

export function detectEncoding(file: Uint8Array): Encoding {
  if (file[0] === 0xff && file[1] === 0xfe) return "utf-16le"
  if (file[0] === 0xfe && file[1] === 0xff) return "utf-16be"
  const wide = wideEncoding(file)
  if (wide) return wide
  const { whole, broken } = utf8Sequences(file)
  // Other encodings make valid sequences only by accident, so a broken byte or two do not unmake the others.
  if (whole >= broken) return "utf-8"
  return arabicShare(file) > 0.5 ? "windows-1256" : "windows-1252"
}

/** In UTF-16 every separator and digit has a zero byte, always on the same side; other text has none. */
function wideEncoding(file: Uint8Array): Encoding | null {
  const size = Math.min(file.length, 4096)
  const zeros = [0, 0]
  for (let at = 0; at < size; at += 1) if (file[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (Math.max(even, odd) < Math.max(2, size / 100) || Math.min(even, odd) > Math.max(even, odd) / 10) return null
  return odd > even ? "utf-16le" : "utf-16be"
}

/** Multi-byte characters that are valid UTF-8, and bytes above ASCII that belong to none. */
function utf8Sequences(file: Uint8Array): { whole: number; broken: number } {
  let whole = 0
  let broken = 0
  for (let at = 0; at < file.length; at += 1) {
    const byte = file[at] ?? 0
    if (byte < 0x80) continue
    const length = byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0
    let end = at + 1
    while (end < at + length && ((file[end] ?? 0) & 0xc0) === 0x80) end += 1
    if (length > 0 && end === at + length) whole += 1
    else broken += 1
    at = end - 1
  }
  return { whole, broken }
}

/** Share of the bytes above ASCII that are next to another one: high in Arabic words, low in "Müller". */
function arabicShare(file: Uint8Array): number {
  let high = 0
  let together = 0
  for (let at = 0; at < file.length; at += 1) {
    if ((file[at] ?? 0) < 0xc0) continue
    high += 1
    if ((file[at - 1] ?? 0) >= 0xc0 || (file[at + 1] ?? 0) >= 0xc0) together += 1
  }
  return high === 0 ? 0 : together / high
}

/** Decodes a file part by part; PostgreSQL stores no NUL and no half of a surrogate pair. */
export function textDecoder(encoding: Encoding): (part: Uint8Array, isLast: boolean) => string {
  const decoder = new TextDecoder(encoding)
  return (part, isLast) => decoder.decode(part, { stream: !isLast }).replaceAll("\0", "").toWellFormed()
}

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
  const first = widths[0] ?? 1
  if (first < 2) return 0
  return (widths.filter((width) => width === first).length / widths.length) * 100 + Math.min(first, 50)
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
