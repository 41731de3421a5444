import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { mapField, type FieldMapping } from "@/lib/core/sync/mapping"
import type { OwnProperty } from "@/lib/crm/provider"

/** Our values by the column names of Dataverse: standard columns where they exist; the rest gets columns of our own. */
type DvTable = { name: string; set: string; id: string; key: string }
export const TABLES = {
  contact: { name: "contact", set: "contacts", id: "contactid", key: "onl_leadkey" },
  deal: { name: "opportunity", set: "opportunities", id: "opportunityid", key: "onl_dealkey" },
} as const satisfies Record<CrmObject, DvTable>

/** Open stages are the choices of a column of ours; won and lost are states of the opportunity. */
export const STAGE_COLUMN = "onl_stage"
export const PIPELINE = "onelead"
export const WON = "won"
export const LOST = "lost"
/** Of an open opportunity for which none of our stages was chosen. */
export const OPEN = "open"
/** Marks our own writes in what webhooks tell. */
export const TAG = "onelead"

/** A key with a colon cannot be addressed. */
export const encodeKey = (key: string): string => key.replaceAll(":", "_")
export const decodeKey = (key: string): string => key.replace(/_(\d+)$/, ":$1")

export const DYNAMICS_MAPPINGS: readonly FieldMapping[] = [
  mapField("lead_id", "contact", [TABLES.contact.key], "text", "out", "ours"),
  mapField("name", "contact", ["firstname", "lastname"], "full_name", "both", "newest"),
  mapField("email", "contact", ["emailaddress1"], "email", "both", "newest"),
  mapField("phone", "contact", ["telephone1"], "phone", "both", "newest"),
  mapField("company", "contact", ["onl_company"], "text", "both", "newest"),
  mapField("country", "contact", ["address1_country"], "text", "both", "newest"),
  mapField("language", "contact", ["onl_language"], "text", "out", "ours"),
  mapField("score", "contact", ["onl_score"], "number", "out", "ours"),
  mapField("band", "contact", ["onl_band"], "text", "out", "ours"),
  mapField("channels", "contact", ["onl_channels"], "set", "out", "ours"),
  mapField("owner", "contact", ["ownerid"], "owner", "both", "newest"),
  mapField("consent_given_at", "contact", ["onl_consentgivenat"], "moment", "out", "ours"),
  mapField("consent_text_version", "contact", ["onl_consentversion"], "text", "out", "ours"),
  mapField("purpose_of_processing", "contact", ["onl_purpose"], "set", "out", "ours"),
  mapField("deal_id", "deal", [TABLES.deal.key], "text", "out", "ours"),
  mapField("deal_name", "deal", ["name"], "text", "out", "theirs"),
  mapField("stage", "deal", [STAGE_COLUMN], "stage", "both", "newest"),
  mapField("amount", "deal", ["estimatedvalue"], "number", "both", "newest"),
  mapField("lost_reason", "deal", ["onl_lostreason"], "text", "out", "theirs"),
  mapField("owner", "deal", ["ownerid"], "owner", "out", "ours"),
  mapField("vehicle", "deal", ["onl_vehicle"], "text", "both", "newest"),
  mapField("pickup_date", "deal", ["onl_pickupdate"], "text", "out", "ours"),
  mapField("return_date", "deal", ["onl_returndate"], "text", "out", "ours"),
]

const own = (object: CrmObject, name: string, label: string, type: OwnProperty["type"] = "text"): OwnProperty => ({
  object,
  name,
  label,
  unique: name === TABLES[object].key,
  type,
})

export const DYNAMICS_OWN_PROPERTIES: readonly OwnProperty[] = [
  own("contact", TABLES.contact.key, "Onelead lead"),
  own("contact", "onl_company", "Company (Onelead)"),
  own("contact", "onl_language", "Language (Onelead)"),
  own("contact", "onl_score", "Score (Onelead)", "number"),
  own("contact", "onl_band", "Priority (Onelead)"),
  own("contact", "onl_channels", "Channels (Onelead)"),
  own("contact", "onl_consentgivenat", "Consent given at"),
  own("contact", "onl_consentversion", "Consent text version"),
  own("contact", "onl_purpose", "Purpose of processing"),
  own("deal", TABLES.deal.key, "Onelead deal"),
  own("deal", "onl_vehicle", "Vehicle (Onelead)"),
  own("deal", "onl_lostreason", "Lost reason (Onelead)"),
  own("deal", "onl_pickupdate", "Pick-up (Onelead)"),
  own("deal", "onl_returndate", "Return (Onelead)"),
]
