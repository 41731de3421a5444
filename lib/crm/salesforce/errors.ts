import { z } from "zod"
import type { OffenceCause } from "@/lib/core/sync/refusals"
import { maskContacts } from "@/lib/core/mask-contacts"
import { CrmFailure, type FailureKind, type Offence, type RowResult } from "@/lib/crm/provider"
import { fullId } from "./ids"

/**
 * What went wrong with a call or a row. A row of a collection names its code `statusCode`, a call of its own `errorCode`; a
 * sign-in answers with an object instead of a list.
 */
export type SalesforceProblem = { code: string; message: string; fields: string[]; duplicateIds: string[] }

/** A refusal of what was asked, as opposed to one of the whole account. */
export class SalesforceError extends Error {
  readonly status: number
  readonly problems: SalesforceProblem[]

  constructor(operation: string, status: number, problems: SalesforceProblem[]) {
    super(`${operation}: ${problems.map(({ code }) => code).join(", ") || status}`)
    this.name = "SalesforceError"
    this.status = status
    this.problems = problems
  }
}

const Duplicates = z.object({
  matchResults: z.array(z.object({ matchRecords: z.array(z.object({ record: z.object({ Id: z.string() }) })) })),
})
const Raw = z.object({
  errorCode: z.string().optional(),
  statusCode: z.string().optional(),
  message: z.string().catch(""),
  fields: z.array(z.string()).nullish().catch([]),
  // Both spellings are in use.
  duplicateResut: Duplicates.optional().catch(undefined),
  duplicateResult: Duplicates.optional().catch(undefined),
})

export function problemsIn(body: unknown): SalesforceProblem[] {
  const list = z.array(Raw).safeParse(body)
  if (!list.success) return []
  return list.data.map(({ errorCode, statusCode, message, fields, duplicateResut, duplicateResult }) => ({
    code: statusCode ?? errorCode ?? "",
    message: maskContacts(message),
    fields: fields && fields.length > 0 ? fields : fieldsNamedIn(message),
    duplicateIds: [
      ...[...message.matchAll(/with id: ?(\w{15,18})/g)].map(([, id = ""]) => fullId(id)),
      ...(duplicateResut ?? duplicateResult ?? { matchResults: [] }).matchResults.flatMap(({ matchRecords }) =>
        matchRecords.map(({ record }) => record.Id),
      ),
    ],
  }))
}

const fieldsNamedIn = (message: string): string[] =>
  /No such column '([\w.]+)'/.exec(message)?.slice(1, 2) ??
  /Unable to create\/update fields: ([\w, ]+)\./.exec(message)?.[1]?.split(/,\s*/) ??
  []

/** Null where the answer is about what was asked, and the rest of the account is well. */
export function accountFailure(
  status: number,
  problems: readonly SalesforceProblem[],
  isWrite: boolean,
  retryAfterMs: number | null,
): FailureKind | null {
  const has = (code: string): SalesforceProblem | undefined => problems.find((problem) => problem.code === code)
  const limit = has("REQUEST_LIMIT_EXCEEDED")
  if (limit)
    return {
      kind: "rate_limited",
      isDaily: /TotalRequests/i.test(limit.message),
      retryAfterMs: retryAfterMs ?? (/TotalRequests/i.test(limit.message) ? 3_600_000 : 5_000),
    }
  if (status === 429) return { kind: "rate_limited", isDaily: false, retryAfterMs: retryAfterMs ?? 5_000 }
  if (status === 401) return { kind: "auth", message: problems[0]?.message ?? "the session is not accepted" }
  if (has("API_DISABLED_FOR_ORG") || has("API_CURRENTLY_DISABLED")) return { kind: "auth", message: "the org has no API access" }
  if (has("STORAGE_LIMIT_EXCEEDED")) return { kind: "refused", message: "the org has no storage left" }
  if (status === 403) return { kind: "scope", scopes: problems.map(({ message }) => message) }
  if (has("QUERY_TIMEOUT") || has("SERVER_UNAVAILABLE") || status === 406) return { kind: "transient", retryAfterMs }
  // A proxy may have given up on a write that was then finished.
  if (status >= 500) return isWrite ? { kind: "lost" } : { kind: "transient", retryAfterMs }
  return null
}

const CAUSES: Partial<Record<string, OffenceCause>> = {
  INVALID_FIELD: "property",
  INVALID_FIELD_FOR_INSERT_UPDATE: "property",
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: "option",
  DUPLICATE_VALUE: "taken",
}
const GONE = new Set(["ENTITY_IS_DELETED", "NOT_FOUND"])

export const hasCode = (problems: readonly SalesforceProblem[], code: string): boolean => problems.some((problem) => problem.code === code)

/** `key`: our own unique field. */
export function rowResultOf(problems: readonly SalesforceProblem[], key: string): RowResult {
  if (hasCode(problems, "UNABLE_TO_LOCK_ROW")) return { outcome: "busy", retryAfterMs: null }
  // The record itself is named by no field; a link is.
  if (problems.some(({ code, fields }) => GONE.has(code) || (code === "INVALID_CROSS_REFERENCE_KEY" && fields.length === 0)))
    return { outcome: "missing" }
  const taken = problems.find(({ code, fields }) => code === "DUPLICATES_DETECTED" || (code === "DUPLICATE_VALUE" && fields.includes(key)))
  // Two rows of one call with one key: the next call has one of them.
  if (taken?.message.startsWith("Duplicate external id specified")) return { outcome: "busy", retryAfterMs: null }
  if (taken) return { outcome: "conflict", existingId: taken.duplicateIds[0] ?? null }
  return { outcome: "invalid", offences: problems.flatMap(offencesOf) }
}

const offencesOf = ({ code, message, fields }: SalesforceProblem): Offence[] =>
  (fields.length > 0 ? fields : [""]).map((property) => ({ property, cause: CAUSES[code] ?? "value", message }))

export async function asFailure<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error
    throw new CrmFailure(
      { kind: "refused", message: error.problems.map(({ message }) => message).join("; ") || error.message },
      error.message,
    )
  }
}
