import type { CrmObject } from "./crm-schema"
import type { FieldMapping, SyncField } from "./mapping"

/** What people read for the parts of a mapping, on screens and in the guides. */
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

type Words<K extends "direction" | "policy"> = readonly (readonly [FieldMapping[K], string])[]

export const directionsOf = (crmLabel: string): Words<"direction"> => [
  ["both", "Both ways"],
  ["out", `To ${crmLabel}`],
  ["in", `From ${crmLabel}`],
]

export const policiesOf = (crmLabel: string): Words<"policy"> => [
  ["newest", "Newer change"],
  ["ours", "Onelead"],
  ["theirs", crmLabel],
]

type MappingWords = Record<"field" | "record" | "properties" | "direction" | "policy", string>

/** `sayProperty`: the CRM's own label, where it is known. */
export function mappingWords(line: FieldMapping, crmLabel: string, sayProperty: (name: string) => string): MappingWords {
  const direction = line.isOn ? wordOf(directionsOf(crmLabel), line.direction) : "Not synced"
  return {
    field: FIELD_WORDS[line.field],
    record: OBJECT_WORDS[line.object],
    properties: line.properties.map(sayProperty).join(" + "),
    direction,
    policy: wordOf(policiesOf(crmLabel), line.policy),
  }
}

const wordOf = <K extends string>(words: readonly (readonly [K, string])[], key: K): string =>
  words.find(([known]) => known === key)?.[1] ?? key
