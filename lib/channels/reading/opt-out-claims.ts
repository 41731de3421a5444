import { RESUMED, type ConsentClaim } from "@/lib/core/lead-event"
import { optOutOf } from "@/lib/core/nurture/opt-out"

/** A message that says "STOP" takes the consent to marketing back; one that says "START" gives it again to who took it back. */
export function optOutClaims(text: string | null): ConsentClaim[] {
  const asked = optOutOf(text)
  if (asked === null) return []
  return [{ given: asked === "start", givenAt: null, textVersion: asked === "start" ? RESUMED : null, purpose: "marketing" }]
}
