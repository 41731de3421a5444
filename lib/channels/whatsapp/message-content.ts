import type { Attachment, ConsentClaim, FieldClaim, IdentityClaim } from "@/lib/core/lead-event"
import { objectAt } from "../reading/json-body"
import type { ReadingNote } from "@/lib/core/reading-note"

/** Whether any part of a message says that somebody else wrote it. */
export const isForwarded = (...parts: readonly Record<string, unknown>[]): boolean =>
  parts
    .flatMap((part) => [part, objectAt(part, "context")])
    .some((part) => ["forwarded", "isForwarded", "frequently_forwarded"].some((key) => part[key] === true))

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
