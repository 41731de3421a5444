import { CrmFailure, type Offence, type RowResult } from "./provider"

/** For a call that has one result for all its rows: a row that failed fails the call. */
export function throwIfAnyFailed(operation: string, results: readonly RowResult[]): void {
  const failed = results.filter(({ outcome }) => outcome !== "ok")
  const refused = failed.filter(({ outcome }) => outcome !== "busy")
  if (refused.length > 0) throw new CrmFailure({ kind: "refused", message: [...new Set(refused.map(wordsOf))].join("; ") }, operation)
  if (failed.length > 0) throw new CrmFailure({ kind: "transient", retryAfterMs: null }, operation)
}

const wordsOf = (result: RowResult): string => (result.outcome === "invalid" ? sayOffences(result.offences) : result.outcome)

/** In the words of the CRM; "" where it gives no reason. */
export const sayOffences = (offences: readonly Offence[]): string =>
  [...new Set(offences.map(({ message }) => message))].filter(Boolean).join("; ")
