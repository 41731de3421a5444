/**
 * One family of errors for broken preconditions. Expected outcomes (a gate that is not met, a duplicate delivery) are
 * values, never errors. Each transport maps a code once: lib/web/route.ts for REST, lib/web/action.ts for actions.
 */
export const ERROR_STATUS = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gate: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

export class AppError extends Error {
  readonly code: ErrorCode
  /** Field name → the problem, in words a person can act on. */
  readonly fields: Record<string, string> | undefined

  constructor(code: ErrorCode, message: string, options: { fields?: Record<string, string>; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = "AppError"
    this.code = code
    this.fields = options.fields
  }

  get status(): number {
    return ERROR_STATUS[this.code]
  }
}
