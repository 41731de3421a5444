/**
 * PostgreSQL holds no NUL in text and no lone surrogate in JSON. The raw body keeps both; what is read from it is made
 * storable here, once, and cut to a sane length.
 */
export function cleanText(value: unknown, lengthMax = 10_000): string | null {
  if (typeof value !== "string" && typeof value !== "number") return null
  const text = String(value).toWellFormed().replaceAll("\u0000", "").trim()
  return text === "" ? null : text.slice(0, lengthMax).toWellFormed()
}

/** The same for a small JSON value of unknown shape, kept for the timeline. Depth and size are bounded. */
export function cleanJson(value: unknown, depth = 6): unknown {
  if (typeof value === "string") return cleanText(value, 2000)
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value
  if (depth === 0 || typeof value !== "object") return null
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => cleanJson(item, depth - 1))
  const entries = Object.entries(value).slice(0, 60)
  return Object.fromEntries(entries.map(([key, item]) => [cleanText(key, 100) ?? "", cleanJson(item, depth - 1)]))
}

/** A http(s) address, or null: nothing else is ever rendered as a link. */
export function cleanUrl(value: unknown): string | null {
  const text = cleanText(value, 2048)
  if (text === null || !URL.canParse(text)) return null
  return /^https?:$/.test(new URL(text).protocol) ? text : null
}
