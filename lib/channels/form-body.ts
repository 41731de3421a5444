import type { FormFields } from "./form-fields"

/** The fields of an HTML form post; a repeated name becomes a list, a file is named but not kept. */
export const readFormBody = (contentType: string, raw: Uint8Array): { ok: true; value: FormFields } | { ok: false; reason: string } => {
  let text: string
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(raw)
  } catch {
    return { ok: false, reason: "the form is not valid UTF-8" }
  }
  const pairs = /^multipart\//i.test(contentType) ? readMultipart(contentType, text) : [...new URLSearchParams(text)]
  if (pairs === null) return { ok: false, reason: "the multipart body has no readable parts" }
  const fields = new Map<string, unknown>()
  for (const [key, value] of pairs.slice(0, 200)) {
    const known = fields.get(key)
    fields.set(key, known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value])
  }
  return { ok: true, value: Object.fromEntries(fields) }
}

const readMultipart = (contentType: string, text: string): [string, string][] | null => {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return null
  const parts = text.split(`--${boundary}`).slice(1, -1)
  const pairs = parts.flatMap((part): [string, string][] => {
    const split = part.indexOf("\r\n\r\n")
    const name = /name="([^"]*)"/i.exec(part.slice(0, split))?.[1]
    if (split < 0 || name === undefined) return []
    const file = /filename="([^"]*)"/i.exec(part.slice(0, split))?.[1]
    return [[name, file ?? part.slice(split + 4).replace(/\r\n$/, "")]]
  })
  return pairs.length > 0 ? pairs : null
}
