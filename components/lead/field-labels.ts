import { FIELD_WORDS } from "@/lib/core/say-missing"

/** Fields and the ways we came to know them, in words. */
export const FIELD_LABELS = FIELD_WORDS
export const SOURCES: Record<string, string> = {
  stated: "told us",
  profile: "profile",
  claimed: "visitor, unverified",
  unconfirmed: "visitor, unverified",
  provider: "channel",
  message: "written in chat",
  person: "colleague",
  erp: "rental system",
  crm: "CRM",
  verified: "rental system",
}
