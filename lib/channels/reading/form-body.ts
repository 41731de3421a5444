import { openedJson } from "@/lib/core/forms/nest-form"
import { lineNamed } from "@/lib/core/identity/phone-lines"
import type { ReadingNote } from "@/lib/core/reading-note"
import { bodyDecoder } from "./body-text"

/** What a form or a JSON body holds, key by key. */
export type FormFields = Readonly<Record<string, unknown>>
export type FieldsReading = { ok: true; value: FormFields; notes: ReadingNote[] } | { ok: false; reason: string }

const LINE = Buffer.from("\n")

type BytePair = [key: Uint8Array, value: Uint8Array]

/** The fields of an HTML form post; a repeated name becomes a list, a file is named but not kept. */
export function readFormBody(contentType: string, raw: Uint8Array): FieldsReading {
  const isMultipart = /^multipart\//i.test(contentType)
  const pairs = isMultipart ? readMultipart(contentType, raw) : readUrlEncoded(raw)
  if (pairs === null) return { ok: false, reason: "the multipart body has no readable parts" }
  const all = pairs.slice(0, 200)
  const { decode, notes } = bodyDecoder(Buffer.concat(all.flatMap(([key, value]) => [key, LINE, value, LINE])), contentType)
  const fields = new Map<string, unknown>()
  for (const [key, value] of all.map(([name, bytes]) => [decode(name), withPlus(withCharacters(encodedOnce(decode(bytes))))] as const)) {
    const known = fields.get(key)
    fields.set(key, known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value])
  }
  return { ok: true, value: withoutWrapper(Object.fromEntries(fields)), notes }
}

/** A list holds the answers of one submission; several people in it are not understood. */
export const asFields = (value: FormFields | unknown[]): FormFields => (Array.isArray(value) ? { fields: value } : value)

/** A body that is one key without a value was encoded as a whole: JSON, or a form once more. */
function withoutWrapper(fields: FormFields): FormFields {
  const [[key, value] = ["", null], ...others] = Object.entries(fields)
  if (value !== "" || others.length > 0) return fields
  const json = openedJson(key)
  if (json !== null) return asFields(json)
  const inner = /^[^=&\s]+=/.test(key) ? readFormBody("", Buffer.from(key)) : null
  return inner?.ok ? inner.value : fields
}

/** Nothing but escapes and what is never escaped: the value was encoded before the form was. */
const ENCODED = /^(?:[\w.~*!'()+-]|%[0-9a-f]{2})*%[0-9a-f]{2}(?:[\w.~*!'()+-]|%[0-9a-f]{2})*$/i

function encodedOnce(value: string): string {
  if (!ENCODED.test(value)) return value
  try {
    return decodeURIComponent(value.replaceAll("+", " "))
  } catch {
    return value
  }
}

/** Pages in an old encoding send each character that it does not have as "&#1585;". */
const withCharacters = (value: string): string =>
  value.replaceAll(/&#(\d{3,6});/g, (found, code: string) =>
    Number(code) > 127 && Number(code) < 0x11_0000 ? String.fromCodePoint(Number(code)) : found,
  )

/** "phone=+9613123456" that was not encoded arrives as a space and digits; they are a number in full. */
function withPlus(value: string): string {
  const full = value.replace(/^ (?=[1-9][\d ().-]{6,20}$)/, "+")
  return full !== value && lineNamed(full) !== null ? full : value
}

/** Escapes stand for bytes, whose encoding only the whole body tells. */
function readUrlEncoded(raw: Uint8Array): BytePair[] {
  return Buffer.from(raw)
    .toString("latin1")
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const at = pair.indexOf("=")
      return at < 0 ? [unescaped(pair), new Uint8Array()] : [unescaped(pair.slice(0, at)), unescaped(pair.slice(at + 1))]
    })
}

const unescaped = (text: string): Uint8Array =>
  Buffer.from(
    text
      .replaceAll("+", " ")
      .replaceAll(/%u([0-9a-f]{4})/gi, (_, hex: string) => Buffer.from(String.fromCharCode(Number.parseInt(hex, 16))).toString("latin1"))
      .replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  )

/** Split as bytes, for a file among the parts is not text; Latin-1 keeps every byte one character. */
function readMultipart(contentType: string, raw: Uint8Array): BytePair[] | null {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return null
  const parts = Buffer.from(raw).toString("latin1").split(`--${boundary}`).slice(1, -1)
  const pairs = parts.flatMap((part): BytePair[] => {
    const split = part.indexOf("\r\n\r\n")
    const head = part.slice(0, Math.max(0, split))
    const name = /[; ]name="([^"]*)"/i.exec(head)?.[1]
    if (name === undefined) return []
    const file = /filename="([^"]*)"/i.exec(head)?.[1]
    const value = file ?? part.slice(split + 4).replace(/\r\n$/, "")
    return [[Buffer.from(name, "latin1"), Buffer.from(value, "latin1")]]
  })
  return pairs.length > 0 ? pairs : null
}
