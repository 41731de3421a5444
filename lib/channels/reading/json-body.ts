import { parseJson, type JsonReading } from "@/lib/core/encoding/json"
import type { ReadingNote } from "@/lib/core/reading-note"
import { bodyDecoder } from "./body-text"

/** A stored body as JSON, in whatever encoding it came; `notes` tell where that is not UTF-8. */
type BodyReading = (Extract<JsonReading, { ok: true }> & { notes: ReadingNote[] }) | { ok: false; reason: string }

export function readJson(raw: Uint8Array, contentType?: string): BodyReading {
  const { decode, notes } = bodyDecoder(raw, contentType)
  const reading = parseJson(decode(raw))
  return reading.ok ? { ...reading, notes } : reading
}

/** The key by which a body is named, when it can be read; never throws. */
export function readKey(raw: Uint8Array, pick: (value: Record<string, unknown>) => unknown): string | null {
  const reading = readJson(raw)
  if (!reading.ok || Array.isArray(reading.value)) return null
  const key = pick(reading.value)
  return typeof key === "string" || typeof key === "number" ? String(key) : null
}

/** A nested object, or an empty one. `__proto__` in a body is an ordinary own key of JSON.parse and stays one. */
export function objectAt(value: unknown, key: string): Record<string, unknown> {
  const inner = typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined
  return typeof inner === "object" && inner !== null && !Array.isArray(inner) ? inner : {}
}

export function listAt(value: unknown, key: string): unknown[] {
  const inner = typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined
  return Array.isArray(inner) ? inner : []
}
