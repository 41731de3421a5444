import type { ConsentClaim } from "@/lib/core/lead-event"
import { isOptOut } from "@/lib/core/nurture/opt-out"

/** A message that says "STOP" withdraws the marketing consent. */
export const optOutClaims = (text: string | null): ConsentClaim[] =>
  isOptOut(text) ? [{ given: false, givenAt: null, textVersion: null, purpose: "marketing" }] : []
