import type { FailureKind } from "@/lib/crm/provider"

/** A failed call in words. The missing permissions stand at the end of theirs, to be copied from the screen. */
const WORDS: Record<FailureKind["kind"], string> = {
  rate_limited: "Too many calls for now.",
  auth: "The access token is not accepted.",
  scope: "The access token lacks a permission.",
  blocked: "The CRM has shut us out for a while.",
  transient: "The CRM could not answer.",
  migrating: "The account is being moved by the CRM.",
  lost: "The answer was lost; it is unknown whether the write stands.",
  refused: "The CRM refuses the request.",
  cursor_expired: "The CRM no longer knows where the last look for changes ended.",
}
const MISSING = " Missing: "

export const UNFORESEEN = "Something unforeseen happened on our side."

export function failureWords(failure: FailureKind): string {
  if (failure.kind === "scope") return `${WORDS.scope}${MISSING}${failure.scopes.join(", ")}`
  return failure.kind === "refused" ? failure.message : WORDS[failure.kind]
}

export const missingScopes = (words: string): string => words.split(MISSING)[1] ?? ""
