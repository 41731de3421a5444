/**
 * The channels a lead can come through, and the kinds of touchpoints. One list for SQL, Zod and the screens. `whatsapp`
 * is not a channel of its own: BotSpace carries it, and a second provider would be a second channel.
 */
export const WEBHOOK_CHANNELS = ["website", "crisp", "botspace", "ziwo", "chatbot", "erp", "hubspot"] as const
export const MANUAL_CHANNELS = ["walk_in", "referral", "partner", "phone", "email", "import"] as const
/** CRMs that tell, if at all, at an address which is made for each connection. */
const CRM_CHANNELS = ["salesforce", "dynamics", "zoho", "pipedrive", "close"] as const
export const CHANNELS = [...WEBHOOK_CHANNELS, ...CRM_CHANNELS, ...MANUAL_CHANNELS] as const

export type WebhookChannel = (typeof WEBHOOK_CHANNELS)[number]
export type ManualChannel = (typeof MANUAL_CHANNELS)[number]
export type Channel = (typeof CHANNELS)[number]

export const TOUCHPOINT_KINDS = [
  "form_submitted",
  "message",
  "message_edited",
  "contact_updated",
  "conversation_event",
  "delivery_update",
  "not_understood",
  "call_answered",
  "call_missed",
  "call_ended",
  "lead_qualified",
  "walk_in",
  "referral",
  "enquiry",
  "booking_created",
  "booking_cancelled",
  "rental_completed",
] as const
export type TouchpointKind = (typeof TOUCHPOINT_KINDS)[number]

export const DIRECTIONS = ["inbound", "outbound", "internal"] as const
export type Direction = (typeof DIRECTIONS)[number]

/** Channel names on the screens. */
export const CHANNEL_LABELS: Record<Channel, string> = {
  website: "Website form",
  crisp: "Live chat",
  botspace: "WhatsApp",
  ziwo: "Call",
  chatbot: "Chatbot",
  erp: "Rental system",
  hubspot: "HubSpot",
  salesforce: "Salesforce",
  dynamics: "Dynamics 365",
  zoho: "Zoho CRM",
  pipedrive: "Pipedrive",
  close: "Close",
  walk_in: "Walk-in",
  referral: "Referral",
  partner: "Partner",
  phone: "Phone",
  email: "Email",
  import: "Import",
}

export const channelLabel = (channel: string): string => (CHANNEL_LABELS as Record<string, string>)[channel] ?? channel
