/**
 * Refusals in the shapes of the real API. A problem is thrown by whatever finds it and becomes one HTTP answer, or one
 * entry of a partial batch.
 */
type ErrorDetail = { message: string; code?: string; context?: Record<string, string[]>; subCategory?: string }

export type ProblemBody = {
  message: string
  category?: string
  subCategory?: string
  errorType?: string
  policyName?: string
  groupName?: string
  errors?: ErrorDetail[]
  context?: Record<string, string[]>
  links?: Record<string, string>
}

export class ApiProblem extends Error {
  readonly status: number
  readonly body: ProblemBody
  readonly headers: Record<string, string>

  constructor(status: number, body: ProblemBody, headers: Record<string, string> = {}) {
    super(body.message)
    this.name = "ApiProblem"
    this.status = status
    this.body = body
    this.headers = headers
  }
}

export const invalid = (message: string, extra: Partial<ProblemBody> = {}): ApiProblem =>
  new ApiProblem(400, { message, category: "VALIDATION_ERROR", ...extra })

export const notFound = (message = "resource not found"): ApiProblem => new ApiProblem(404, { message, category: "OBJECT_NOT_FOUND" })

export const conflict = (message: string): ApiProblem => new ApiProblem(409, { message, category: "CONFLICT" })

/** Without an id when the address is only taken by another row of the same batch. */
export const contactExists = (id: string | undefined): ApiProblem =>
  conflict(id === undefined ? "Contact already exists." : `Contact already exists. Existing ID: ${id}`)

export type PropertyProblem = { property: string; code: string; message: string }

/** All offenders are named twice: in the message as JSON, and in `errors`. */
export function propertyProblems(portalId: number, problems: readonly PropertyProblem[]): ApiProblem {
  const inner = problems.map(({ property, code, message }) => ({
    isValid: false,
    message,
    error: code,
    name: property,
    localizedErrorMessage: message,
    portalId,
  }))
  return invalid(`Property values were not valid: ${JSON.stringify(inner)}`, {
    errors: problems.map(({ property, code, message }) => ({ message, code, context: { propertyName: [property] } })),
  })
}

export const unauthenticated = (): ApiProblem =>
  new ApiProblem(401, {
    message:
      "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
    category: "INVALID_AUTHENTICATION",
  })

export const expiredToken = (seconds: number): ApiProblem =>
  new ApiProblem(401, {
    message: `The OAuth token used to make this call expired ${seconds} second(s) ago.`,
    category: "EXPIRED_AUTHENTICATION",
  })

export const missingScopes = (scopes: readonly string[]): ApiProblem =>
  new ApiProblem(403, {
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    errors: [{ message: "One or more of the following scopes are required.", context: { requiredGranularScopes: [...scopes] } }],
    links: { scopes: "https://developers.hubspot.com/scopes" },
    category: "MISSING_SCOPES",
  })

const LIMIT_BODIES = {
  burst: { message: "You have reached your ten_secondly_rolling limit.", policyName: "TEN_SECONDLY_ROLLING" },
  search: { message: "You have reached your secondly limit.", policyName: "SECONDLY" },
  daily: { message: "You have reached your daily limit.", policyName: "DAILY" },
} as const

export type LimitScope = keyof typeof LIMIT_BODIES

/** A refusal for volume carries `errorType` instead of `category`. */
export const tooMany = (scope: LimitScope, portalId: number, appId: number): ApiProblem =>
  new ApiProblem(429, {
    ...LIMIT_BODIES[scope],
    errorType: "RATE_LIMIT",
    ...(scope === "burst" ? { groupName: `publicapi:private_app-api-calls-ten-secondly:${portalId}:${appId}` } : {}),
  })
