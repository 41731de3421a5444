import type { ReadingNote } from "@/lib/core/reading-note"
import { bodyDecoder } from "./body-text"

/**
 * Reads a stored body as JSON without trusting it: in whatever encoding it came, which `notes` tell where it is not UTF-8, with
 * bounded depth before the parser can meet it, and an object at the top. Ids beyond 2^53 are kept digit for digit, as text.
 */
export type JsonReading = { ok: true; value: Record<string, unknown> | unknown[]; notes: ReadingNote[] } | { ok: false; reason: string }

const DEPTH_MAX = 64

export function readJson(raw: Uint8Array, contentType?: string): JsonReading {
  const { decode, notes } = bodyDecoder(raw, contentType)
  const text = decode(raw)
  if (depthOf(text) > DEPTH_MAX) return { ok: false, reason: `the body is nested deeper than ${DEPTH_MAX} levels` }
  try {
    const value: unknown = JSON.parse(text, keepLargeIntegers)
    if (typeof value !== "object" || value === null) return { ok: false, reason: "the body is not a JSON object" }
    return { ok: true, value: value as Record<string, unknown> | unknown[], notes }
  } catch {
    return { ok: false, reason: "the body is not valid JSON" }
  }
}

/** The key by which a body is named, when it can be read; never throws. */
export function readKey(raw: Uint8Array, pick: (value: Record<string, unknown>) => unknown): string | null {
  const reading = readJson(raw)
  if (!reading.ok || Array.isArray(reading.value)) return null
  const key = pick(reading.value)
  return typeof key === "string" || typeof key === "number" ? String(key) : null
}

/** Braces outside strings, counted without recursion. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (isInString) {
      if (char === "\\") at += 1
      else if (char === '"') isInString = false
    } else if (char === '"') isInString = true
    else if (char === "{" || char === "[") deepest = Math.max(deepest, (depth += 1))
    else if (char === "}" || char === "]") depth -= 1
  }
  return deepest
}

function keepLargeIntegers(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  const isTooLarge = typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)
  return isTooLarge && context?.source && /^-?\d+$/.test(context.source) ? context.source : value
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
