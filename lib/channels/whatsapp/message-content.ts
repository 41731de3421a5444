import type { Attachment, ConsentClaim, FieldClaim, IdentityClaim } from "@/lib/core/lead-event"
import type { ReadingNote } from "@/lib/core/reading-note"

/** What a WhatsApp message says, whatever its type. */
export type MessageContent = {
  text: string | null
  /** What of the text the person typed. Labels, cards, places and answers are not typed, and neither is what was forwarded. */
  typed: string | null
  details: Record<string, unknown>
  identities: IdentityClaim[]
  fields: FieldClaim[]
  consents: ConsentClaim[]
  attachments: Attachment[]
  notes: ReadingNote[]
}
