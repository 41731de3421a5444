import { isUtf8 } from "node:buffer"
import { detectEncoding, ENCODING_NAMES, textDecoder, type Encoding } from "@/lib/core/encoding/encodings"
import type { ReadingNote } from "@/lib/core/reading-note"

/**
 * The text of what a sender posted. UTF-8 is the rule; what is not UTF-8 is read as the sender declares it, or else as files are
 * (lib/core/encoding), and a note says so.
 */
export type BodyDecoder = { decode: (bytes: Uint8Array) => string; notes: ReadingNote[] }

/** One decoder for all parts of a body, chosen by all its bytes. */
export function bodyDecoder(bytes: Uint8Array, contentType = ""): BodyDecoder {
  const encoding = detectEncoding(bytes)
  const isTwice = encoding === "utf-8-twice"
  if (isUtf8(bytes) && !isWide(bytes))
    return {
      decode: decoderOf(isTwice ? encoding : "utf-8"),
      notes: isTwice ? [note("decided", "the body was encoded twice; it is read as it was written first")] : [],
    }
  const declared = /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? ""
  const isDeclared = !/^utf-?8$/.test(declared) && declared !== "" && decodedBy(declared, bytes) !== null
  const decode = isDeclared ? (part: Uint8Array): string => decodedBy(declared, part) ?? "" : decoderOf(encoding)
  const problem = decode(bytes).includes("\ufffd") ? "unreadable" : "decided"
  const name = isDeclared ? declared : ENCODING_NAMES[encoding]
  return { decode, notes: [note(problem, `the body is not valid UTF-8; it is read as ${name}`)] }
}

const note = (problem: ReadingNote["problem"], text: string): ReadingNote => ({ problem, about: "text", text })

const decoderOf =
  (encoding: Encoding) =>
  (part: Uint8Array): string =>
    textDecoder(encoding)(part, true)

/** In UTF-16 one of the two bytes of the first character is zero; JSON and forms begin with ASCII. */
const isWide = (bytes: Uint8Array): boolean => (bytes[0] === 0) !== (bytes[1] === 0)

/** Null for an encoding that does not exist. */
function decodedBy(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding).decode(bytes)
  } catch {
    return null
  }
}
