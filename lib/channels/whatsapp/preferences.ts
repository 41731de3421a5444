import type { ConsentClaim } from "@/lib/core/lead-event"

/** "stop" takes the consent to marketing back, "resume" gives it; both were chosen in WhatsApp itself. */
export function preferenceClaim(value: unknown): ConsentClaim[] {
  const isGiven = value === "resume" ? true : value === "stop" ? false : null
  return isGiven === null ? [] : [{ given: isGiven, givenAt: null, textVersion: "WhatsApp setting", purpose: "marketing" }]
}
