import { detectEncoding, ENCODING_NAMES, textDecoder } from "@/lib/core/encoding/encodings"
import { undoTwice } from "@/lib/core/encoding/written-twice"
import type { ReadingNote } from "@/lib/core/reading-note"

/**
 * The text of what a sender posted. UTF-8 is the rule; what is not UTF-8 is read as the sender declares it, or else as files are
 * (lib/core/encoding), and a note says so.
 */
export type BodyDecoder = { decode: (bytes: Uint8Array) => string; notes: ReadingNote[] }

/** One decoder for all parts of a body, chosen by all its bytes. */
export function bodyDecoder(bytes: Uint8Array, contentType = ""): BodyDecoder {
  const text = decodedBy("utf-8", bytes, true)
  if (text !== null) {
    const isTwice = undoTwice(text).count > 1
    return {
      decode: (part) => (isTwice ? undoTwice(decodedBy("utf-8", part) ?? "").text : (decodedBy("utf-8", part) ?? "")),
      notes: isTwice ? [note("decided", "the body was encoded twice; it is read as it was written first")] : [],
    }
  }
  const declared = /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? ""
  const isDeclared = !/^utf-?8$/.test(declared) && declared !== "" && decodedBy(declared, bytes) !== null
  const encoding = detectEncoding(bytes)
  const decode = (part: Uint8Array): string => (isDeclared ? (decodedBy(declared, part) ?? "") : textDecoder(encoding)(part, true))
  const problem = decode(bytes).includes("\ufffd") ? "unreadable" : "decided"
  const name = isDeclared ? declared : ENCODING_NAMES[encoding]
  return { decode, notes: [note(problem, `the body is not valid UTF-8; it is read as ${name}`)] }
}

const note = (problem: ReadingNote["problem"], text: string): ReadingNote => ({ problem, about: "text", text })

/** Null for an encoding that does not exist, and with `fatal` for bytes that it does not have. */
function decodedBy(encoding: string, bytes: Uint8Array, fatal = false): string | null {
  try {
    return new TextDecoder(encoding, { fatal }).decode(bytes)
  } catch {
    return null
  }
}
