import { maskContacts } from "@/lib/core/mask-contacts"

/** The one way in which an error becomes stored or logged text: masked, and bounded in length. */
const MESSAGE_MAX = 500
const STACK_MAX = 4_000
const CAUSES_MAX = 4

type SafeError = {
  type: string
  message: string
  code?: string | undefined
  statement?: string | undefined
  stack?: string | undefined
  cause?: SafeError
}

/** An error in one line, for a column that people read: the innermost cause says most. */
export function errorText(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return maskContacts(cause instanceof Error ? cause.message : String(cause)).slice(0, MESSAGE_MAX)
}

/** Pino's serializer for `err`. */
export function safeError(error: unknown, depth = 0): SafeError {
  if (!(error instanceof Error)) return { type: typeof error, message: errorText(error) }
  const { code, statement } = error as Error & { code?: unknown; statement?: unknown }
  const frames = error.stack?.slice(error.stack.indexOf("\n    at ") + 1)
  return {
    type: error.name,
    message: maskContacts(error.message).slice(0, MESSAGE_MAX),
    code: typeof code === "string" || typeof code === "number" ? String(code) : undefined,
    statement: typeof statement === "string" ? statement : undefined,
    stack: depth === 0 && frames?.startsWith("    at ") ? frames.slice(0, STACK_MAX) : undefined,
    ...(error.cause === undefined || depth >= CAUSES_MAX ? {} : { cause: safeError(error.cause, depth + 1) }),
  }
}

/** For a library that stores `message` and `stack` of what a job throws. */
export function asStorableError(error: unknown): Error {
  const safe = safeError(error)
  const storable = new Error(safe.cause ? `${safe.message} (${safe.cause.message})` : safe.message)
  storable.name = safe.type
  storable.stack = `${safe.type}: ${storable.message}${safe.stack ? `\n${safe.stack}` : ""}`
  return storable
}
