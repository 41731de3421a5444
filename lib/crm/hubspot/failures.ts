import type { OffenceCause } from "@/lib/core/sync/refusals"
import { CrmFailure, type FailureKind, type Offence, type RowResult } from "@/lib/crm/provider"
import { HubspotError, type HubspotProblem, type PropertyOffence } from "./errors"

/** HubSpot's problems in the engine's words. */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof HubspotError)) return error
  const { problem, message } = error
  switch (problem.kind) {
    case "rate_limited":
      return new CrmFailure(limitOf(problem), message)
    case "auth":
      return problem.reason === "scopes"
        ? new CrmFailure({ kind: "scope", scopes: problem.scopes }, message)
        : new CrmFailure(
            { kind: "auth", message: problem.reason === "expired" ? "the token has expired" : "the token is not accepted" },
            message,
          )
    case "transient":
      return new CrmFailure({ kind: problem.migrating ? "migrating" : "transient", retryAfterMs: problem.retryAfterMs }, message)
    case "lost":
      return new CrmFailure({ kind: "lost" }, message)
    case "invalid":
      return new CrmFailure({ kind: "refused", message: problem.offences.map((one) => one.message).join("; ") || message }, message)
    default:
      return new CrmFailure({ kind: "refused", message }, message)
  }
}

/** Searches have a second of their own, and no answer says when it ends. */
const SEARCH_PAUSE_MS = 1_000
const limitOf = ({ scope, retryAfterMs }: Extract<HubspotProblem, { kind: "rate_limited" }>): FailureKind => ({
  kind: "rate_limited",
  isDaily: scope === "daily",
  retryAfterMs: retryAfterMs ?? (scope === "search" ? SEARCH_PAUSE_MS : null),
})

/** Any other code is about the value itself. */
const CAUSES: Partial<Record<string, OffenceCause>> = {
  PROPERTY_DOESNT_EXIST: "property",
  READ_ONLY_VALUE: "property",
  INVALID_OPTION: "option",
  CONFLICTING_UNIQUE_VALUE: "taken",
}

const offenceOf = ({ property, code, message }: PropertyOffence): Offence => ({ property, cause: CAUSES[code] ?? "value", message })

/** What became of one row; null where the problem is not a row's but the whole call's. */
export function rowResultOf(problem: HubspotProblem): RowResult | null {
  switch (problem.kind) {
    case "conflict":
      return { outcome: "conflict", existingId: problem.existingId }
    case "invalid":
      return { outcome: "invalid", offences: problem.offences.map(offenceOf) }
    case "not_found":
      return { outcome: "missing" }
    default:
      return null
  }
}

/** Whether cutting the batch in half may find the row that spoils it. */
export const isRowTrouble = (error: unknown): error is HubspotError => error instanceof HubspotError && rowResultOf(error.problem) !== null
