import { HABITS, plausibility, type SingleByteEncoding } from "./plausibility"
import { undoTwice } from "./written-twice"

/**
 * How bytes become text, in files and in what senders post.
 *
 * A byte-order mark decides; without one, bytes most of whose characters are valid UTF-8 are UTF-8, and of the single-byte
 * encodings the one counts whose text looks most like writing. What then cannot be decoded becomes U+FFFD, and is reported.
 * `utf-8-twice` is UTF-8 that was encoded once more on its way.
 */
const SINGLE_BYTE = Object.keys(HABITS) as SingleByteEncoding[]
export const ENCODINGS = [
  "utf-8",
  "utf-8-twice",
  "utf-16le",
  "utf-16be",
  "windows-1256",
  "iso-8859-6",
  "windows-1252",
  "windows-1251",
  "windows-1254",
  "windows-1250",
  "windows-1253",
  "macintosh",
] as const
export type Encoding = (typeof ENCODINGS)[number]

/** How much is looked at to tell single-byte encodings apart. */
const SAMPLE_BYTES = 16 * 1024
/** Fewer restored characters may be chance. */
const TWICE_MIN = 2

export function detectEncoding(file: Uint8Array): Encoding {
  if (file[0] === 0xff && file[1] === 0xfe) return "utf-16le"
  if (file[0] === 0xfe && file[1] === 0xff) return "utf-16be"
  const wide = wideEncoding(file)
  if (wide) return wide
  const { whole, broken } = utf8Sequences(file)
  // Other encodings make valid sequences only by accident, so a broken byte or two do not unmake the others.
  if (whole >= broken) return whole > 0 && undoTwice(sampleText(file, "utf-8")).count >= TWICE_MIN ? "utf-8-twice" : "utf-8"
  return singleByteEncoding(file)
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

const sampleText = (file: Uint8Array, encoding: string): string => new TextDecoder(encoding).decode(file.subarray(0, SAMPLE_BYTES))

function singleByteEncoding(file: Uint8Array): Encoding {
  const from = Math.max(0, file.findIndex((byte) => byte >= 0x80) - SAMPLE_BYTES / 2)
  const sample = file.subarray(from)
  const scored = SINGLE_BYTE.map((encoding) => ({ encoding, score: plausibility(sampleText(sample, encoding), HABITS[encoding]) }))
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).encoding
}

/** Decodes a file part by part; PostgreSQL stores no NUL and no half of a surrogate pair. */
export function textDecoder(encoding: Encoding): (part: Uint8Array, isLast: boolean) => string {
  const isTwice = encoding === "utf-8-twice"
  const decoder = new TextDecoder(isTwice ? "utf-8" : encoding)
  return (part, isLast) => {
    const text = decoder.decode(part, { stream: !isLast }).replaceAll("\0", "").toWellFormed()
    return isTwice ? undoTwice(text).text : text
  }
}

export const ENCODING_NAMES: Record<Encoding, string> = {
  "utf-8": "UTF-8",
  "utf-8-twice": "UTF-8, encoded twice",
  "utf-16le": "UTF-16 (little endian)",
  "utf-16be": "UTF-16 (big endian)",
  "windows-1256": "Windows Arabic (1256)",
  "iso-8859-6": "ISO Arabic (8859-6)",
  "windows-1252": "Windows Western (1252)",
  "windows-1251": "Windows Cyrillic (1251)",
  "windows-1254": "Windows Turkish (1254)",
  "windows-1250": "Windows Central European (1250)",
  "windows-1253": "Windows Greek (1253)",
  macintosh: "Mac Western (MacRoman)",
}
