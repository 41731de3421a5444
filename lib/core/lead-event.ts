import type { Channel, Direction, TouchpointKind } from "@/lib/core/channels"
import type { ReadingNote } from "@/lib/core/reading-note"

/**
 * One thing that happened between a person and the company, in our terms. Every channel adapter turns a provider's body
 * into a list of these, and nothing downstream knows which provider it was.
 *
 * An event carries *claims*, not facts: a claimed phone is raw text until lib/core/identity has read it, and a claimed
 * field competes with what is already known by the rules of survivorship. Adapters copy what the provider said and
 * never normalise, merge or guess.
 */
export type LeadEvent = {
  channel: Channel
  /** Stable over redeliveries and unique within the channel: it makes the touchpoint exactly-once. */
  eventKey: string
  kind: TouchpointKind
  direction: Direction
  /** When it happened by the provider's clock. */
  occurredAt: Date
  /** What was said, as plain text; null when nothing was. */
  text: string | null
  /**
   * The part of the text that its author typed, where that is not all of it: a button's label, an order, a place or a shared contact
   * and a forwarded message are shown, and no contact detail is looked for in them.
   */
  typed?: string | null | undefined
  author: Author
  identities: IdentityClaim[]
  fields: FieldClaim[]
  conversation: ConversationRef | null
  attribution: Attribution | null
  consents: ConsentClaim[]
  booking: BookingClaim | null
  attachments: Attachment[]
  /** What the timeline shows beside the text: call times, form name, chat state. Small, JSON-safe, unknown keys kept. */
  details: Record<string, unknown>
  /** Notes on how its values were read. */
  notes: ReadingNote[]
  /** What happens to the event when its identities are unknown. */
  whenUnknown: WhenUnknown
}

type Author = { role: "person" | "agent" | "bot" | "system"; name: string | null }

/**
 * `lead`: a new lead on the board. `unidentified`: a conversation without a contact detail, off the board until one
 * arrives. `customer`: a customer record off the board. `keep`: nothing is created; the touchpoint waits as an ignored
 * event unless its conversation or booking is known (delivery receipts, cancellations). A `lead` without any usable
 * identity and without a name becomes `unidentified`.
 */
type WhenUnknown = "lead" | "unidentified" | "customer" | "keep"

export const IDENTITY_KINDS = [
  "phone",
  "email",
  "whatsapp_user",
  "crisp_session",
  "crisp_person",
  "botspace_contact",
  "ziwo_customer",
  "chatbot_visitor",
  "erp_customer",
  "hubspot_contact",
] as const
/** `phone` and `email` are read by lib/core/identity; every other kind is an opaque id compared byte by byte. */
export type IdentityKind = (typeof IDENTITY_KINDS)[number]

export const IDENTITY_SOURCES = ["stated", "profile", "provider", "message", "person", "erp", "crm"] as const
/**
 * How we learned an identity. `stated`: the person typed it into a form of ours. `profile`: a profile of the channel,
 * a chat's form or a contact card, filled by its visitor.
 * `provider`: the channel itself vouches for it (the number a call or WhatsApp came from). `message`: the person wrote
 * it in a conversation. `person`: a colleague typed it into Onelead. `erp`, `crm`: a connected system.
 */
export type IdentitySource = (typeof IDENTITY_SOURCES)[number]

export type IdentityClaim = {
  kind: IdentityKind
  raw: string
  source: IdentitySource
  /** Countries named beside a phone, ISO 3166-1 alpha-2 (what names no known country stands as written): a country select, a dial code in a field of its own. */
  countries?: readonly string[] | undefined
  /** Countries that the form's page or the browser's language suggests; weaker than a named one. */
  likelyCountries?: readonly string[] | undefined
}

export const LEAD_FIELDS = [
  "name",
  "company",
  "country",
  "emirate",
  "language",
  "vehicle",
  "vehicle_class",
  "pickup_date",
  "return_date",
  "budget",
  "amount",
  "referred_by",
  "notes",
] as const
export type LeadField = (typeof LEAD_FIELDS)[number]

/**
 * Survivorship ranks by trust first: see lib/core/survivorship.ts. `unconfirmed` is what an anonymous visitor says of a
 * lead that others told us of, `claimed` what one says of a lead that only visitors told us of, `person` a colleague's own
 * edit.
 */
export const TRUST_LEVELS = ["unconfirmed", "profile", "claimed", "stated", "verified", "person"] as const
export type Trust = (typeof TRUST_LEVELS)[number]

export type FieldClaim = { field: LeadField; value: string; trust: Trust }

/** `url` opens the conversation in the provider's own inbox, when it has such links. */
type ConversationRef = { provider: string; externalId: string; url: string | null }

export type Attribution = {
  utmSource?: string | undefined
  utmMedium?: string | undefined
  utmCampaign?: string | undefined
  utmTerm?: string | undefined
  utmContent?: string | undefined
  gclid?: string | undefined
  fbclid?: string | undefined
  ctwaClid?: string | undefined
  adId?: string | undefined
  landingPage?: string | undefined
  pageUrl?: string | undefined
  referrer?: string | undefined
  /** Any other utm_* or click id the payload had. */
  other?: Record<string, string> | undefined
}

/** The `textVersion` of a consent that is given again by a word such as START: it counts only where consent was withdrawn before. */
export const RESUMED = "START message"

export type ConsentClaim = {
  given: boolean
  givenAt: Date | null
  textVersion: string | null
  purpose: string
  /** The connection whose CRM states it. */
  origin?: string
}

export type BookingClaim = {
  externalId: string
  status: "created" | "cancelled" | "completed"
  /** Minor units (fils for AED); null when the event does not say. */
  amountMinor: number | null
  currency: string | null
  vehicle: string | null
  startsAt: Date | null
  endsAt: Date | null
}

export type Attachment = { url: string; name: string | null; contentType: string | null }
