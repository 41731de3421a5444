/**
 * Text that was encoded twice: its UTF-8 bytes were read in a single-byte encoding and written as UTF-8 again. "ريم" becomes
 * "Ø±ÙŠÙ…" by way of windows-1252 and "ط±ظٹظ…" by way of windows-1256. A run of characters is such text when its bytes in that encoding
 * are whole UTF-8: no writing has this by chance, so everything else stays as it is.
 */
const WAYS = ["windows-1252", "windows-1256", "windows-1251", "macintosh"] as const

type Way = { bytes: ReadonlyMap<string, number>; run: RegExp }

const ways = WAYS.map((encoding): Way => {
  const decoder = new TextDecoder(encoding)
  const pairs = Array.from({ length: 128 }, (_, at) => [decoder.decode(Uint8Array.of(at + 128)), at + 128] as const)
  const known = pairs.filter(([character]) => character !== "\ufffd")
  // Some programs keep the bytes that windows-1252 leaves open, and others read Latin-1, which has controls there.
  const controls =
    encoding === "windows-1252" ? Array.from({ length: 32 }, (_, at) => [String.fromCharCode(at + 128), at + 128] as const) : []
  const bytes = new Map([...controls, ...known])
  const characters = [...bytes.keys()].map((one) => `\\u{${one.codePointAt(0)?.toString(16)}}`).join("")
  return { bytes, run: new RegExp(`[${characters}]{2,}`, "gu") }
})

const strict = new TextDecoder("utf-8", { fatal: true })

/** The text as it was written, and how many characters were restored. */
export function undoTwice(text: string): { text: string; count: number } {
  let count = 0
  let restored = text
  for (const { bytes, run } of ways)
    restored = restored.replace(run, (found) => {
      const once = decoded(Uint8Array.from([...found], (one) => bytes.get(one) ?? 0))
      if (once === null) return found
      count += once.length
      return once
    })
  return { text: restored, count }
}

function decoded(bytes: Uint8Array): string | null {
  const [first = 0, second = 0] = bytes
  if (first < 0xc2 || first > 0xf4 || (second & 0xc0) !== 0x80) return null
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}
