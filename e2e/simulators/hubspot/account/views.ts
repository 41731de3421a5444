import { isoTime } from "@/e2e/simulators/shared/clock"
import { TYPE_FACTS, type ObjectType } from "./object-types"
import { liveLinks, type Author, type CrmRecord, type Portal, type Values } from "./portal"
import type { PropertyDefinition } from "./schema"

/** Records and properties as the API prints them. */
type Shape = {
  properties?: readonly string[] | undefined
  history?: readonly string[] | undefined
  associations?: readonly ObjectType[] | undefined
}

/** Defined but empty is null; not defined is left out; the id and both dates always come along. */
function pickProperties(portal: Portal, type: ObjectType, values: Values, names: readonly string[]): Record<string, string | null> {
  const facts = TYPE_FACTS[type]
  const known = portal.tables[type].properties
  const wanted = new Set([...names, "hs_object_id", facts.createdProperty, facts.modifiedProperty])
  const picked: Record<string, string | null> = {}
  for (const name of [...wanted].sort()) {
    const definition = known.get(name)
    if ((definition && !definition.archived) || name.startsWith("hs_v2_date_entered_")) picked[name] = values[name] ?? null
  }
  return picked
}

export function viewRecord(portal: Portal, record: CrmRecord, shape: Shape = {}): Record<string, unknown> {
  const names = shape.properties ?? TYPE_FACTS[record.type].defaults
  return {
    ...viewSnapshot(portal, record, record.values, record.updatedAt, names),
    archived: record.archivedAt !== null,
    ...(record.archivedAt === null ? {} : { archivedAt: isoTime(record.archivedAt) }),
    ...(shape.history ? { propertiesWithHistory: historyOf(record, shape.history) } : {}),
    ...(shape.associations ? associationsOf(portal, record, shape.associations) : {}),
  }
}

/** A record as it was at some time: search answers with what its index holds. */
export const viewSnapshot = (
  portal: Portal,
  record: CrmRecord,
  values: Values,
  updatedAt: number,
  names: readonly string[],
): Record<string, unknown> => ({
  id: record.id,
  properties: pickProperties(portal, record.type, values, names),
  createdAt: isoTime(record.createdAt),
  updatedAt: isoTime(updatedAt),
  archived: false,
  url: `https://app.hubspot.com/contacts/${portal.settings.portalId}/record/${TYPE_FACTS[record.type].typeId}/${record.id}`,
})

/** What a write answers: the default set, what was sent, and what the account derived from it. */
export function viewWritten(portal: Portal, record: CrmRecord, sent: readonly string[]): Record<string, unknown> {
  const derived = record.type === "deals" ? ["hs_is_closed", "hs_is_closed_won", "hs_is_closed_lost", "hs_deal_stage_probability"] : []
  return viewRecord(portal, record, { properties: [...TYPE_FACTS[record.type].defaults, ...derived, ...sent] })
}

const entry = (value: string, at: number, by: Author) => ({
  value,
  timestamp: isoTime(at),
  sourceType: by.changeSource,
  sourceId: by.sourceId,
  ...(by.userId === undefined ? {} : { updatedByUserId: by.userId }),
})

const historyOf = (record: CrmRecord, names: readonly string[]) =>
  Object.fromEntries(
    names.map((name) => {
      const entries = record.changes.filter((change) => change.property === name).map((change) => entry(change.value, change.at, change.by))
      const first = record.initial[name]
      return [name, [...(first === undefined ? [] : [entry(first, record.createdAt, record.createdBy)]), ...entries].reverse()]
    }),
  )

function associationsOf(portal: Portal, record: CrmRecord, types: readonly ObjectType[]) {
  const found = types
    .map((type) => [type, liveLinks(portal, record.id, type).map(([id]) => id)] as const)
    .filter(([, ids]) => ids.length > 0)
    .map(([type, ids]) => {
      const name = `${TYPE_FACTS[record.type].singular}_to_${TYPE_FACTS[type].singular}`
      return [type, { results: ids.map((id) => ({ id, type: name })) }] as const
    })
  return found.length > 0 ? { associations: Object.fromEntries(found) } : {}
}

export function viewProperty(property: PropertyDefinition): Record<string, unknown> {
  const { readOnly, createdAt, updatedAt, ...rest } = property
  return {
    ...rest,
    dataSensitivity: "non_sensitive",
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    modificationMetadata: {
      archivable: !property.hubspotDefined,
      readOnlyDefinition: property.hubspotDefined,
      readOnlyValue: readOnly,
      readOnlyOptions: property.externalOptions || readOnly,
    },
  }
}
