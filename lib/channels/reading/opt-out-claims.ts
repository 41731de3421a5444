import type { ConsentClaim } from "@/lib/core/lead-event"
import { isOptOut } from "@/lib/core/nurture/opt-out"

/** A message that says "STOP" takes the consent to marketing back. */
export const optOutClaims = (text: string | null): ConsentClaim[] =>
  isOptOut(text) ? [{ given: false, givenAt: null, textVersion: null, purpose: "marketing" }] : []
