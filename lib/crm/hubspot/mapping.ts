import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { mapField, type FieldMapping } from "@/lib/core/sync/mapping"
import type { OwnProperty } from "@/lib/crm/provider"

/** Our values by HubSpot's names: standard properties where they exist; the rest gets properties of our own. */
export const KEYS: Record<CrmObject, string> = { contact: "onelead_lead_id", deal: "onelead_deal_id" }

export const HUBSPOT_MAPPINGS: readonly FieldMapping[] = [
  mapField("lead_id", "contact", [KEYS.contact], "text", "out", "ours"),
  mapField("name", "contact", ["firstname", "lastname"], "full_name", "both", "newest"),
  mapField("email", "contact", ["email"], "email", "both", "newest"),
  mapField("phone", "contact", ["phone"], "phone", "both", "newest"),
  mapField("company", "contact", ["company"], "text", "both", "newest"),
  mapField("country", "contact", ["country"], "text", "both", "newest"),
  mapField("language", "contact", ["onelead_language"], "text", "out", "ours"),
  mapField("score", "contact", ["onelead_score"], "number", "out", "ours"),
  mapField("band", "contact", ["onelead_band"], "text", "out", "ours"),
  mapField("channels", "contact", ["onelead_channels"], "set", "out", "ours"),
  mapField("lifecycle", "contact", ["lifecyclestage"], "lifecycle", "out", "theirs"),
  mapField("owner", "contact", ["hubspot_owner_id"], "owner", "both", "newest"),
  mapField("consent_given_at", "contact", ["consent_given_at"], "moment", "out", "ours"),
  mapField("consent_text_version", "contact", ["consent_text_version"], "text", "out", "ours"),
  mapField("purpose_of_processing", "contact", ["purpose_of_processing"], "set", "out", "ours"),
  mapField("deal_id", "deal", [KEYS.deal], "text", "out", "ours"),
  mapField("deal_name", "deal", ["dealname"], "text", "out", "theirs"),
  mapField("stage", "deal", ["pipeline", "dealstage"], "stage", "both", "newest"),
  mapField("amount", "deal", ["amount"], "number", "both", "newest"),
  mapField("close_date", "deal", ["closedate"], "moment", "out", "theirs"),
  mapField("lost_reason", "deal", ["closed_lost_reason"], "text", "out", "theirs"),
  mapField("owner", "deal", ["hubspot_owner_id"], "owner", "out", "ours"),
  mapField("vehicle", "deal", ["onelead_vehicle"], "text", "both", "newest"),
  mapField("pickup_date", "deal", ["onelead_pickup_date"], "text", "out", "ours"),
  mapField("return_date", "deal", ["onelead_return_date"], "text", "out", "ours"),
]

const text = (object: CrmObject, name: string, label: string, unique = false): OwnProperty => ({
  object,
  name,
  label,
  unique,
  type: "text",
})

export const HUBSPOT_OWN_PROPERTIES: readonly OwnProperty[] = [
  text("contact", KEYS.contact, "Onelead lead", true),
  text("contact", "onelead_language", "Language (Onelead)"),
  text("contact", "onelead_band", "Priority (Onelead)"),
  text("contact", "onelead_channels", "Channels (Onelead)"),
  text("contact", "consent_given_at", "Consent given at"),
  text("contact", "consent_text_version", "Consent text version"),
  text("contact", "purpose_of_processing", "Purpose of processing"),
  { object: "contact", name: "onelead_score", label: "Score (Onelead)", unique: false, type: "number" },
  text("deal", KEYS.deal, "Onelead deal", true),
  text("deal", "onelead_vehicle", "Vehicle (Onelead)"),
  text("deal", "onelead_pickup_date", "Pick-up (Onelead)"),
  text("deal", "onelead_return_date", "Return (Onelead)"),
]
