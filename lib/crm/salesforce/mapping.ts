import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { mapField, type FieldMapping } from "@/lib/core/sync/mapping"
import type { OwnProperty } from "@/lib/crm/provider"

/** Our values by Salesforce's names: standard fields where they exist; the rest gets fields of our own. */
export const TYPES = { contact: "Contact", deal: "Opportunity" } as const satisfies Record<CrmObject, string>
export const KEYS: Record<CrmObject, string> = { contact: "Onelead_Lead_Id__c", deal: "Onelead_Deal_Id__c" }
export const ACTIVITY_KEY = "Onelead_Activity_Id__c"
/** Stages belong to no pipeline there: all of them are one. */
export const PIPELINE = "sales"

export const SALESFORCE_MAPPINGS: readonly FieldMapping[] = [
  mapField("lead_id", "contact", [KEYS.contact], "text", "out", "ours"),
  mapField("name", "contact", ["FirstName", "LastName"], "full_name", "both", "newest"),
  mapField("email", "contact", ["Email"], "email", "both", "newest"),
  mapField("phone", "contact", ["Phone"], "phone", "both", "newest"),
  mapField("company", "contact", ["Onelead_Company__c"], "text", "both", "newest"),
  mapField("country", "contact", ["Onelead_Country__c"], "text", "both", "newest"),
  mapField("language", "contact", ["Onelead_Language__c"], "text", "out", "ours"),
  mapField("score", "contact", ["Onelead_Score__c"], "number", "out", "ours"),
  mapField("band", "contact", ["Onelead_Band__c"], "text", "out", "ours"),
  mapField("channels", "contact", ["Onelead_Channels__c"], "set", "out", "ours"),
  mapField("owner", "contact", ["OwnerId"], "owner", "both", "newest"),
  mapField("consent_given_at", "contact", ["Onelead_Consent_Given_At__c"], "moment", "out", "ours"),
  mapField("consent_text_version", "contact", ["Onelead_Consent_Version__c"], "text", "out", "ours"),
  mapField("purpose_of_processing", "contact", ["Onelead_Purpose__c"], "set", "out", "ours"),
  mapField("deal_id", "deal", [KEYS.deal], "text", "out", "ours"),
  mapField("deal_name", "deal", ["Name"], "text", "out", "theirs"),
  mapField("stage", "deal", ["StageName"], "stage", "both", "newest"),
  mapField("amount", "deal", ["Amount"], "number", "both", "newest"),
  mapField("lost_reason", "deal", ["Onelead_Lost_Reason__c"], "text", "out", "theirs"),
  mapField("owner", "deal", ["OwnerId"], "owner", "out", "ours"),
  mapField("vehicle", "deal", ["Onelead_Vehicle__c"], "text", "both", "newest"),
  mapField("pickup_date", "deal", ["Onelead_Pickup_Date__c"], "text", "out", "ours"),
  mapField("return_date", "deal", ["Onelead_Return_Date__c"], "text", "out", "ours"),
]

const own = (object: CrmObject, name: string, label: string, type: OwnProperty["type"] = "text"): OwnProperty => ({
  object,
  name,
  label,
  unique: name === KEYS[object],
  type,
})

export const SALESFORCE_OWN_PROPERTIES: readonly OwnProperty[] = [
  own("contact", KEYS.contact, "Onelead lead"),
  own("contact", "Onelead_Company__c", "Company (Onelead)"),
  own("contact", "Onelead_Country__c", "Country (Onelead)"),
  own("contact", "Onelead_Language__c", "Language (Onelead)"),
  own("contact", "Onelead_Score__c", "Score (Onelead)", "number"),
  own("contact", "Onelead_Band__c", "Priority (Onelead)"),
  own("contact", "Onelead_Channels__c", "Channels (Onelead)"),
  own("contact", "Onelead_Consent_Given_At__c", "Consent given at"),
  own("contact", "Onelead_Consent_Version__c", "Consent text version"),
  own("contact", "Onelead_Purpose__c", "Purpose of processing"),
  own("deal", KEYS.deal, "Onelead deal"),
  own("deal", "Onelead_Vehicle__c", "Vehicle (Onelead)"),
  own("deal", "Onelead_Lost_Reason__c", "Lost reason (Onelead)"),
  own("deal", "Onelead_Pickup_Date__c", "Pick-up (Onelead)"),
  own("deal", "Onelead_Return_Date__c", "Return (Onelead)"),
]

/** What a record needs to be made, where our values leave it open. */
export const NO_NAME = "[not provided]"
export const CLOSE_DAYS = 30
