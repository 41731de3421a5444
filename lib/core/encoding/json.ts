/**
 * Reads JSON that others wrote: its depth is bounded before the parser meets it, ids beyond 2^53 are kept digit for digit as
 * text, and what some senders encode twice, as JSON inside a string, is opened.
 */
export type Tree = Record<string, unknown>
export type JsonReading = { ok: true; value: Tree | unknown[] } | { ok: false; reason: string }

const DEPTH_MAX = 64
const TIMES_ENCODED_MAX = 3

export function parseJson(text: string, timesLeft = TIMES_ENCODED_MAX): JsonReading {
  if (depthOf(text) > DEPTH_MAX) return { ok: false, reason: `the body is nested deeper than ${DEPTH_MAX} levels` }
  try {
    const value: unknown = JSON.parse(text, keepLargeIntegers)
    if (typeof value === "string" && timesLeft > 1) return parseJson(value, timesLeft - 1)
    if (typeof value !== "object" || value === null) return { ok: false, reason: "the body is not a JSON object" }
    return { ok: true, value: value as Tree | unknown[] }
  } catch {
    return { ok: false, reason: "the body is not valid JSON" }
  }
}

export const isObject = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value)

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
