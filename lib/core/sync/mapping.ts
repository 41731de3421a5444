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
  "consent",
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
  /** By the names that the CRM's schema gives them. Most need one; a full name may fill two, a stage may stand in two. */
  properties: z.array(z.string().trim().min(1).max(100)).min(1).max(2),
  transform: z.enum(TRANSFORMS),
  direction: z.enum(["both", "out", "in"]),
  policy: z.enum(["ours", "theirs", "newest"]),
  isOn: z.boolean(),
})
export type FieldMapping = z.infer<typeof FieldMapping>

/** One line of a CRM's default mapping. */
export const mapField = (
  field: SyncField,
  object: CrmObject,
  properties: string[],
  transform: TransformName,
  direction: FieldMapping["direction"],
  policy: FieldMapping["policy"],
): FieldMapping => ({ field, object, properties, transform, direction, policy, isOn: true })

/** By this field our records are found again over there, so that every write is repeatable. */
const KEY_FIELD = { contact: "lead_id", deal: "deal_id" } as const satisfies Record<CrmObject, SyncField>

/** Saved mappings with the default lines for fields that did not exist yet when they were saved. */
export const withNewFields = (saved: readonly FieldMapping[], defaults: readonly FieldMapping[]): FieldMapping[] => [
  ...saved,
  ...defaults.filter((line) => !saved.some(({ object, field }) => object === line.object && field === line.field)),
]

/** Mappings that may not be switched off: the sync needs them. */
export const isEssential = ({ object, field }: Pick<FieldMapping, "object" | "field">): boolean => field === KEY_FIELD[object]

/**
 * What the account cannot serve. Each alert parks one property and nothing else. Our keys must be unique where the CRM
 * itself finds the record by them.
 */
export const driftOf = (
  schema: CrmSchema,
  mappings: readonly FieldMapping[],
  { since, hasUniqueKeys }: { since: string; hasUniqueKeys: boolean },
): DriftAlert[] =>
  mappings
    .filter(({ isOn }) => isOn)
    .flatMap(({ object, field, properties, direction }) =>
      properties.flatMap((property) => {
        const known = schema.properties[object].find(({ name }) => name === property)
        if (!known) return [{ object, property, problem: "is not there", since }]
        if (known.readOnly && direction !== "in") return [{ object, property, problem: "is read-only", since }]
        if (hasUniqueKeys && isEssential({ object, field }) && !known.unique)
          return [{ object, property, problem: "must hold unique values", since }]
        return []
      }),
    )
