import { lineNamed } from "@/lib/core/identity/phone"

/** What a form or a JSON body holds, key by key. */
export type FormFields = Readonly<Record<string, unknown>>

/** The fields of an HTML form post; a repeated name becomes a list, a file is named but not kept. */
export function readFormBody(contentType: string, raw: Uint8Array): { ok: true; value: FormFields } | { ok: false; reason: string } {
  const isMultipart = /^multipart\//i.test(contentType)
  const pairs = isMultipart ? readMultipart(contentType, raw) : readUrlEncoded(raw)
  if (pairs === null) return { ok: false, reason: isMultipart ? "the multipart body has no readable parts" : "the form is not valid UTF-8" }
  const fields = new Map<string, unknown>()
  for (const [key, value] of pairs.slice(0, 200)) {
    const known = fields.get(key)
    fields.set(key, known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value])
  }
  return { ok: true, value: Object.fromEntries(fields) }
}

function readUrlEncoded(raw: Uint8Array): [string, string][] | null {
  const text = utf8Of(raw)
  return text === null ? null : [...new URLSearchParams(text)].map(([key, value]) => [key, withPlus(value)])
}

/** "phone=+9613123456" that was not encoded arrives as a space and digits; they are a number in full. */
function withPlus(value: string): string {
  const full = value.replace(/^ (?=[1-9][\d ().-]{6,20}$)/, "+")
  return full !== value && lineNamed(full) !== null ? full : value
}

/** Split as bytes, for a file among the parts is not text; Latin-1 keeps every byte one character. */
function readMultipart(contentType: string, raw: Uint8Array): [string, string][] | null {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return null
  const parts = Buffer.from(raw).toString("latin1").split(`--${boundary}`).slice(1, -1)
  const pairs = parts.flatMap((part): [string, string][] => {
    const split = part.indexOf("\r\n\r\n")
    const head = utf8Of(Buffer.from(part.slice(0, Math.max(0, split)), "latin1"))
    const name = head === null ? undefined : /[; ]name="([^"]*)"/i.exec(head)?.[1]
    if (head === null || name === undefined) return []
    const file = /filename="([^"]*)"/i.exec(head)?.[1]
    const value = file ?? utf8Of(Buffer.from(part.slice(split + 4).replace(/\r\n$/, ""), "latin1"))
    return value === null ? [] : [[name, value]]
  })
  return pairs.length > 0 ? pairs : null
}

function utf8Of(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
