import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { mapField, type FieldMapping } from "@/lib/core/sync/mapping"
import type { OwnProperty } from "@/lib/crm/provider"

/**
 * Properties of our own, under one name in every CRM; the CRM's code for each is found by its label. What a CRM has a field for
 * is not made there.
 */
export const KEYS = { contact: "onelead_lead_id", deal: "onelead_deal_id" } as const satisfies Record<CrmObject, string>
/** The id of a deal's contact as we wrote it: where a contact was merged away, its deal stands with the survivor. */
export const CONTACT_MARK = "onelead_contact"

const own = (object: CrmObject, name: string, label: string, type: OwnProperty["type"] = "text"): OwnProperty => ({
  object,
  name: `onelead_${name}`,
  label: `Onelead ${label}`,
  unique: `onelead_${name}` === KEYS[object],
  type,
})

const OWN_PROPERTIES: readonly OwnProperty[] = [
  own("contact", "lead_id", "lead id"),
  own("contact", "company", "company"),
  own("contact", "country", "country"),
  own("contact", "language", "language"),
  own("contact", "score", "score", "number"),
  own("contact", "band", "priority"),
  own("contact", "channels", "channels"),
  own("contact", "consent_given_at", "consent given at"),
  own("contact", "consent_version", "consent text version"),
  own("contact", "purpose", "purpose of processing"),
  own("deal", "deal_id", "deal id"),
  own("deal", "contact", "contact"),
  own("deal", "vehicle", "vehicle"),
  own("deal", "pickup_date", "pick-up"),
  own("deal", "return_date", "return"),
  own("deal", "lost_reason", "lost reason"),
]

/** Without those that the CRM has a field of its own for. */
export const ownPropertiesBut = (...names: readonly string[]): OwnProperty[] => OWN_PROPERTIES.filter(({ name }) => !names.includes(name))

/** Where each value goes that a CRM has no field for, or the field that it has. */
export function ownMappings(fixed: readonly FieldMapping[]): FieldMapping[] {
  const ours: FieldMapping[] = [
    mapField("lead_id", "contact", [KEYS.contact], "text", "out", "ours"),
    mapField("company", "contact", ["onelead_company"], "text", "both", "newest"),
    mapField("country", "contact", ["onelead_country"], "text", "both", "newest"),
    mapField("language", "contact", ["onelead_language"], "text", "out", "ours"),
    mapField("score", "contact", ["onelead_score"], "number", "out", "ours"),
    mapField("band", "contact", ["onelead_band"], "text", "out", "ours"),
    mapField("channels", "contact", ["onelead_channels"], "set", "out", "ours"),
    mapField("consent_given_at", "contact", ["onelead_consent_given_at"], "moment", "out", "ours"),
    mapField("consent_text_version", "contact", ["onelead_consent_version"], "text", "out", "ours"),
    mapField("purpose_of_processing", "contact", ["onelead_purpose"], "set", "out", "ours"),
    mapField("deal_id", "deal", [KEYS.deal], "text", "out", "ours"),
    mapField("vehicle", "deal", ["onelead_vehicle"], "text", "both", "newest"),
    mapField("pickup_date", "deal", ["onelead_pickup_date"], "text", "out", "ours"),
    mapField("return_date", "deal", ["onelead_return_date"], "text", "out", "ours"),
    mapField("lost_reason", "deal", ["onelead_lost_reason"], "text", "out", "theirs"),
  ]
  const isFixed = ({ object, field }: FieldMapping): boolean => fixed.some((line) => line.object === object && line.field === field)
  return [...fixed, ...ours.filter((line) => !isFixed(line))]
}
