import type { CrmObject } from "./crm-schema"
import type { FieldMapping, SyncField } from "./mapping"

/** What people read in the guides for the parts of a mapping. */
const FIELD_WORDS: Record<SyncField, string> = {
  lead_id: "Lead id",
  name: "Name",
  email: "Email",
  phone: "Phone",
  company: "Company",
  country: "Country",
  language: "Language",
  vehicle: "Vehicle",
  score: "Score",
  band: "Priority",
  channels: "Channels",
  lifecycle: "Lifecycle stage",
  owner: "Owner",
  deal_id: "Deal id",
  deal_name: "Deal name",
  stage: "Stage",
  amount: "Amount",
  close_date: "Close date",
  lost_reason: "Lost reason",
  pickup_date: "Pick-up date",
  return_date: "Return date",
  consent: "Consent",
  consent_given_at: "Consent given at",
  consent_text_version: "Consent text version",
  purpose_of_processing: "Purpose of processing",
}

const OBJECT_WORDS: Record<CrmObject, string> = { contact: "Contact", deal: "Deal" }

const directionWords = (crmLabel: string): Record<FieldMapping["direction"], string> => ({
  both: "Both ways",
  out: `To ${crmLabel}`,
  in: `From ${crmLabel}`,
})

const policyWords = (crmLabel: string): Record<FieldMapping["policy"], string> => ({
  newest: "Newer change",
  ours: "Onelead",
  theirs: crmLabel,
})

export type MappingWords = Record<"field" | "record" | "properties" | "direction" | "policy", string>

/** `sayProperty`: the CRM's own label, where it is known. */
export function mappingWords(line: FieldMapping, crmLabel: string, sayProperty: (name: string) => string): MappingWords {
  const direction = line.isOn ? directionWords(crmLabel)[line.direction] : "Not synced"
  return {
    field: FIELD_WORDS[line.field],
    record: OBJECT_WORDS[line.object],
    properties: line.properties.map(sayProperty).join(" + "),
    direction,
    policy: policyWords(crmLabel)[line.policy],
  }
}
