/**
 * The object types of the account, every name a path may give them, and the association types between them. An id counts
 * for one direction only: deal to contact is 3, contact to deal is 4.
 */
export const OBJECT_TYPES = ["contacts", "deals", "notes", "calls", "communications", "tasks"] as const
export type ObjectType = (typeof OBJECT_TYPES)[number]

type TypeFacts = { singular: string; typeId: string; defaults: readonly string[]; createdProperty: string; modifiedProperty: string }

const activity = (singular: string, typeId: string): TypeFacts => ({
  singular,
  typeId,
  defaults: ["hs_createdate", "hs_lastmodifieddate", "hs_object_id"],
  createdProperty: "hs_createdate",
  modifiedProperty: "hs_lastmodifieddate",
})

export const TYPE_FACTS: Record<ObjectType, TypeFacts> = {
  contacts: {
    singular: "contact",
    typeId: "0-1",
    defaults: ["createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"],
    createdProperty: "createdate",
    modifiedProperty: "lastmodifieddate",
  },
  deals: {
    singular: "deal",
    typeId: "0-3",
    defaults: ["amount", "closedate", "createdate", "dealname", "dealstage", "hs_lastmodifieddate", "hs_object_id", "pipeline"],
    createdProperty: "createdate",
    modifiedProperty: "hs_lastmodifieddate",
  },
  notes: activity("note", "0-46"),
  calls: activity("call", "0-48"),
  communications: activity("communication", "0-18"),
  tasks: activity("task", "0-27"),
}

export const isActivity = (type: ObjectType): boolean => type !== "contacts" && type !== "deals"

const BY_NAME = new Map<string, ObjectType>(
  OBJECT_TYPES.flatMap((type) => [type, TYPE_FACTS[type].singular, TYPE_FACTS[type].typeId].map((name) => [name, type] as const)),
)

export const objectTypeNamed = (name: string): ObjectType | undefined => BY_NAME.get(name.toLowerCase())

export type AssociationType = { from: ObjectType; to: ObjectType; typeId: number; inverse: number; label: string | null }

const pair = (from: ObjectType, to: ObjectType, typeId: number, inverse: number): AssociationType[] => [
  { from, to, typeId, inverse, label: null },
  ...(from === to ? [] : [{ from: to, to: from, typeId: inverse, inverse: typeId, label: null }]),
]

const ASSOCIATION_TYPES: readonly AssociationType[] = [
  ...pair("deals", "contacts", 3, 4),
  ...pair("notes", "contacts", 202, 201),
  ...pair("notes", "deals", 214, 213),
  ...pair("calls", "contacts", 194, 193),
  ...pair("calls", "deals", 206, 205),
  ...pair("tasks", "contacts", 204, 203),
  ...pair("tasks", "deals", 216, 215),
  ...pair("communications", "contacts", 81, 82),
  ...pair("communications", "deals", 85, 86),
  ...pair("deals", "deals", 451, 451),
  ...pair("contacts", "contacts", 449, 449),
]

export const associationTypesBetween = (from: ObjectType, to: ObjectType): AssociationType[] =>
  ASSOCIATION_TYPES.filter((known) => known.from === from && known.to === to)
