import { isStorableText } from "@/lib/core/values/storable-text"
import { AppError } from "@/lib/platform/errors"

/**
 * Input that no table can hold is refused at the door, for every route and action in one place: PostgreSQL stores no NUL
 * character and no half of a surrogate pair, JSON numbers may exceed every number type, and nesting may exceed every stack.
 * Dates are checked by their field; what a field lets through and a column still cannot hold is `isUnstorable`.
 */
const DEPTH_MAX = 64
const NUMBER_MAX = 1e15

/** Throws `invalid` with the path of the first value that cannot be stored. Works without recursion. */
export function requirePlain(input: unknown): void {
  const left: { value: unknown; path: readonly string[] }[] = [{ value: input, path: [] }]
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    const { value, path } = one
    if (path.length > DEPTH_MAX) throw refused(path, `is nested more than ${DEPTH_MAX} levels deep`)
    if (typeof value === "string" && !isStorableText(value)) throw refused(path, "contains a character that cannot be stored")
    if (typeof value === "number" && !(Math.abs(value) <= NUMBER_MAX)) throw refused(path, "is a number out of range")
    if (typeof value !== "object" || value === null || value instanceof Date || value instanceof Blob) continue
    for (const [key, inner] of Object.entries(value)) {
      if (!isStorableText(key)) throw refused(path, "has a key with a character that cannot be stored")
      left.push({ value: inner, path: [...path, key] })
    }
  }
}

export function isPlain(input: unknown): boolean {
  try {
    requirePlain(input)
    return true
  } catch {
    return false
  }
}

function refused(path: readonly string[], why: string): AppError {
  const field = path.slice(0, 8).join(".") || "body"
  return new AppError("invalid", `A value cannot be used: ${field.slice(0, 100)} ${why}.`, {
    fields: { [field.slice(0, 100)]: `This ${why}.` },
  })
}

/** Data exceptions (class 22): a date, a number or a text that its column cannot hold. The sender's fault, never ours. */
export function isUnstorable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (String((cause as Error & { code?: unknown }).code).startsWith("22")) return true
    if (cause instanceof RangeError && /invalid time value/i.test(cause.message)) return true
  }
  return false
}

export const UNSTORABLE = "A date, a number or a text is out of range."
