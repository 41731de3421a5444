import { retryAfterMs } from "@/lib/crm/http-call"
import { wasNeverSent } from "@/lib/platform/network-errors"
import { maskContacts } from "@/lib/core/mask-contacts"
import { z } from "zod"

/**
 * What went wrong with a call, as the sync has to treat it. The vendor's exceptions carry whole bodies in their messages
 * (people's addresses among them) and differ by module, so nothing of theirs leaves this file: the kind decides what
 * happens next, and the words are safe to log.
 */
export type PropertyOffence = { property: string; code: string; message: string }

export type HubspotProblem =
  /** Too much in ten seconds, too many searches, or the day is used up. Wait; the call was not carried out. */
  | { kind: "rate_limited"; scope: "burst" | "search" | "daily"; retryAfterMs: number | null }
  /** Something unique is taken, by this record where HubSpot says so. */
  | { kind: "conflict"; existingId: string | null }
  /** The content was refused; sending it again changes nothing. */
  | { kind: "invalid"; offences: PropertyOffence[]; subCategory: string | null }
  | { kind: "not_found"; ids: string[] }
  /** A person has to act: the token, its age, or its scopes. */
  | { kind: "auth"; reason: "credentials" | "expired" | "scopes"; scopes: string[] }
  /** Not carried out, worth repeating. `migrating`: the whole account is away, for up to a day. */
  | { kind: "transient"; retryAfterMs: number | null; migrating: boolean }
  /** A write whose answer never came: it may stand. Read before repeating, unless it can be repeated harmlessly. */
  | { kind: "lost" }

export class HubspotError extends Error {
  readonly problem: HubspotProblem
  readonly status: number | null
  readonly correlationId: string | null

  constructor(problem: HubspotProblem, details: { operation: string; status?: number | null; correlationId?: string | null }) {
    super(`${details.operation}: ${problem.kind}${details.status ? ` (${details.status})` : ""}`)
    this.name = "HubspotError"
    this.problem = problem
    this.status = details.status ?? null
    this.correlationId = details.correlationId ?? null
  }
}

const Body = z.object({
  message: z.string().catch(""),
  category: z.string().catch(""),
  subCategory: z.string().nullable().catch(null),
  policyName: z.string().catch(""),
  correlationId: z.string().nullable().catch(null),
  errors: z
    .array(
      z.object({
        message: z.string().catch(""),
        code: z.string().catch(""),
        context: z.record(z.string(), z.array(z.string()).catch([])).catch({}),
      }),
    )
    .catch([]),
  context: z.record(z.string(), z.array(z.string()).catch([])).catch({}),
})
type ErrorBody = z.infer<typeof Body>

const NO_BODY: ErrorBody = { message: "", category: "", subCategory: null, policyName: "", correlationId: null, errors: [], context: {} }

const errorBody = (raw: unknown): ErrorBody => Body.catch(NO_BODY).parse(raw)

/** What the client threw. A number for a code is an answer; anything else is no answer at all. */
const Thrown = z.object({ code: z.number(), body: z.unknown(), headers: z.record(z.string(), z.string()).catch({}) })

export type Operation = { operation: string; isWrite: boolean }

export function hubspotError(thrown: unknown, { operation, isWrite }: Operation): HubspotError {
  if (thrown instanceof HubspotError) return thrown
  const answer = Thrown.safeParse(thrown)
  if (!answer.success) {
    const isSafe = !isWrite || wasNeverSent(thrown)
    return new HubspotError(isSafe ? transient() : { kind: "lost" }, { operation })
  }
  const { code, headers } = answer.data
  const body = errorBody(answer.data.body)
  const correlationId = body.correlationId ?? headers["x-hubspot-correlation-id"] ?? null
  return new HubspotError(problemOf(code, body, retryAfterMs(headers["retry-after"]), isWrite), { operation, status: code, correlationId })
}

const transient = (retryAfterMs: number | null = null, migrating = false): HubspotProblem => ({
  kind: "transient",
  retryAfterMs,
  migrating,
})

function problemOf(status: number, body: ErrorBody, retryAfterMs: number | null, isWrite: boolean): HubspotProblem {
  switch (status) {
    case 401:
      return { kind: "auth", reason: body.category === "EXPIRED_AUTHENTICATION" ? "expired" : "credentials", scopes: [] }
    case 403:
      return { kind: "auth", reason: "scopes", scopes: body.errors.flatMap((error) => error.context["requiredGranularScopes"] ?? []) }
    case 404:
      return { kind: "not_found", ids: body.context["ids"] ?? [] }
    case 409:
      return conflictIn(body)
    case 423:
      return transient(retryAfterMs ?? 2_000)
    case 429:
      return { kind: "rate_limited", scope: limitScope(body), retryAfterMs }
    case 477:
      return transient(retryAfterMs, true)
    default:
      if (status < 500) return invalidIn(body)
      // A proxy may have given up on a write that HubSpot then finished.
      return isWrite ? { kind: "lost" } : transient(retryAfterMs)
  }
}

function limitScope(body: ErrorBody): "burst" | "search" | "daily" {
  if (body.policyName === "DAILY") return "daily"
  return body.policyName === "SECONDLY" || body.message === "You have reached your secondly limit." ? "search" : "burst"
}

const conflictIn = (body: ErrorBody): HubspotProblem => ({
  kind: "conflict",
  existingId: /Existing ID:\s*(\d+)/i.exec(body.message)?.[1] ?? null,
})

/** Offenders are listed in `errors`, and again as JSON inside the message; older answers have only the latter. */
function invalidIn(body: ErrorBody): HubspotProblem {
  const listed = body.errors.map((error) => ({
    property: error.context["propertyName"]?.[0] ?? "",
    code: error.code,
    message: maskContacts(error.message),
  }))
  return { kind: "invalid", offences: listed.length > 0 ? listed : offencesInMessage(body.message), subCategory: body.subCategory }
}

const Inner = z.array(z.object({ name: z.string(), error: z.string(), message: z.string().catch("") }))

function offencesInMessage(message: string): PropertyOffence[] {
  const start = message.indexOf("[")
  if (start < 0) return []
  try {
    return Inner.catch([])
      .parse(JSON.parse(message.slice(start)))
      .map(({ name, error, message: words }) => ({ property: name, code: error, message: maskContacts(words) }))
  } catch {
    // The message is prose with a bracket in it; that it was refused is all there is to know.
    return []
  }
}

/** One entry of a partly successful batch, by its category. */
export function partialProblem(raw: unknown): HubspotProblem {
  const body = errorBody(raw)
  if (body.category === "OBJECT_NOT_FOUND") return { kind: "not_found", ids: body.context["ids"] ?? [] }
  return body.category === "CONFLICT" ? conflictIn(body) : invalidIn(body)
}
