import type { Attachment, ConsentClaim, FieldClaim, IdentityClaim } from "@/lib/core/lead-event"

/** What a WhatsApp message says, whatever its type. */
export type MessageContent = {
  text: string | null
  details: Record<string, unknown>
  identities: IdentityClaim[]
  fields: FieldClaim[]
  consents: ConsentClaim[]
  attachments: Attachment[]
}
