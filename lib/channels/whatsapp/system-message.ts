import type { TouchpointKind } from "@/lib/core/channels"
import { digitsOf } from "@/lib/core/identity/text"
import type { ConsentClaim, IdentityClaim } from "@/lib/core/lead-event"
import { cleanText } from "../reading/clean-text"
import { preferenceClaim } from "./preferences"

/**
 * What WhatsApp itself says in a chat. Somebody who takes their account to another number stays the same person: the new number
 * or id is one more of theirs.
 */
export function systemMessage(system: Record<string, unknown>): {
  kind: TouchpointKind
  identities: IdentityClaim[]
  consents: ConsentClaim[]
} {
  const text = (key: string) => cleanText(system[key], 100)
  const phone = text("wa_id") ?? text("new_wa_id")
  const identities: IdentityClaim[] = [
    ...(phone === null ? [] : [{ kind: "phone" as const, raw: `+${digitsOf(phone)}`, source: "provider" as const }]),
    ...[text("previous_user_id"), text("user_id")].flatMap((raw): IdentityClaim[] =>
      raw === null ? [] : [{ kind: "whatsapp_user", raw, source: "provider" }],
    ),
  ]
  const consents = text("type") === "user_preference_changed" ? preferenceClaim(system["marketing"]) : []
  return { kind: identities.length > 0 ? "contact_updated" : "conversation_event", identities, consents }
}
