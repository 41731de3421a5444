import { z } from "zod"
import type { CrmObject, CrmSchema, DriftAlert } from "./crm-schema"

/**
 * The field mapping of a CRM, as data: an admin may point a field elsewhere, change its direction or decide who wins.
 * Standard properties of the CRM are used where they exist; the rest gets properties of our own.
 */
const SYNC_FIELDS = [
  "lead_id",
  "name",
  "email",
  "phone",
  "company",
  "country",
  "language",
  "vehicle",
  "score",
  "band",
  "channels",
  "lifecycle",
  "owner",
  "deal_id",
  "deal_name",
  "stage",
  "amount",
  "close_date",
  "lost_reason",
  "pickup_date",
  "return_date",
  "consent_given_at",
  "consent_text_version",
  "purpose_of_processing",
] as const
export type SyncField = (typeof SYNC_FIELDS)[number]

const TRANSFORMS = ["text", "full_name", "email", "phone", "number", "moment", "stage", "owner", "lifecycle", "set"] as const
export type TransformName = (typeof TRANSFORMS)[number]

export const FieldMapping = z.object({
  field: z.enum(SYNC_FIELDS),
  object: z.enum(["contact", "deal"]),
  /** Most need one; a full name fills two, a stage two. */
  properties: z.array(z.string().trim().min(1).max(100)).min(1).max(2),
  transform: z.enum(TRANSFORMS),
  direction: z.enum(["both", "out", "in"]),
  policy: z.enum(["ours", "theirs", "newest"]),
  isOn: z.boolean(),
})
export type FieldMapping = z.infer<typeof FieldMapping>

const map = (
  field: SyncField,
  object: CrmObject,
  properties: string[],
  transform: TransformName,
  direction: FieldMapping["direction"],
  policy: FieldMapping["policy"],
): FieldMapping => ({ field, object, properties, transform, direction, policy, isOn: true })

/** Our own unique ids in the CRM: they make every write repeatable. */
export const ID_PROPERTIES: Record<CrmObject, string> = { contact: "onelead_lead_id", deal: "onelead_deal_id" }

export const DEFAULT_MAPPINGS: readonly FieldMapping[] = [
  map("lead_id", "contact", [ID_PROPERTIES.contact], "text", "out", "ours"),
  map("name", "contact", ["firstname", "lastname"], "full_name", "both", "newest"),
  map("email", "contact", ["email"], "email", "both", "newest"),
  map("phone", "contact", ["phone"], "phone", "both", "newest"),
  map("company", "contact", ["company"], "text", "both", "newest"),
  map("country", "contact", ["country"], "text", "both", "newest"),
  map("language", "contact", ["onelead_language"], "text", "out", "ours"),
  map("score", "contact", ["onelead_score"], "number", "out", "ours"),
  map("band", "contact", ["onelead_band"], "text", "out", "ours"),
  map("channels", "contact", ["onelead_channels"], "set", "out", "ours"),
  map("lifecycle", "contact", ["lifecyclestage"], "lifecycle", "out", "theirs"),
  map("owner", "contact", ["hubspot_owner_id"], "owner", "both", "newest"),
  map("consent_given_at", "contact", ["consent_given_at"], "moment", "out", "ours"),
  map("consent_text_version", "contact", ["consent_text_version"], "text", "out", "ours"),
  map("purpose_of_processing", "contact", ["purpose_of_processing"], "set", "out", "ours"),
  map("deal_id", "deal", [ID_PROPERTIES.deal], "text", "out", "ours"),
  map("deal_name", "deal", ["dealname"], "text", "out", "theirs"),
  map("stage", "deal", ["pipeline", "dealstage"], "stage", "both", "newest"),
  map("amount", "deal", ["amount"], "number", "both", "newest"),
  map("close_date", "deal", ["closedate"], "moment", "out", "theirs"),
  map("lost_reason", "deal", ["closed_lost_reason"], "text", "out", "theirs"),
  map("owner", "deal", ["hubspot_owner_id"], "owner", "out", "ours"),
  map("vehicle", "deal", ["onelead_vehicle"], "text", "both", "newest"),
  map("pickup_date", "deal", ["onelead_pickup_date"], "text", "out", "ours"),
  map("return_date", "deal", ["onelead_return_date"], "text", "out", "ours"),
]

/** Saved mappings with the lines for fields that did not exist yet when they were saved. */
export const withNewFields = (saved: readonly FieldMapping[]): FieldMapping[] => [
  ...saved,
  ...DEFAULT_MAPPINGS.filter((line) => !saved.some(({ object, field }) => object === line.object && field === line.field)),
]

/** Mappings that may not be switched off: the sync needs them. */
export const isEssential = ({ field }: Pick<FieldMapping, "field">): boolean => field === "lead_id" || field === "deal_id"

/** What the account cannot serve. Each alert parks one property and nothing else. */
export const driftOf = (schema: CrmSchema, mappings: readonly FieldMapping[], since: string): DriftAlert[] =>
  mappings
    .filter(({ isOn }) => isOn)
    .flatMap(({ object, properties, direction }) =>
      properties.flatMap((property) => {
        const known = schema.properties[object].find(({ name }) => name === property)
        if (!known) return [{ object, property, problem: "is not there", since }]
        if (known.readOnly && direction !== "in") return [{ object, property, problem: "is read-only", since }]
        if (property === ID_PROPERTIES[object] && !known.unique) return [{ object, property, problem: "must hold unique values", since }]
        return []
      }),
    )
