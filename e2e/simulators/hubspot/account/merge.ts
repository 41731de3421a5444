import { isoTime } from "@/e2e/simulators/shared/clock"
import { LIFECYCLE_STAGES } from "./schema"
import { TYPE_FACTS, type ObjectType } from "./object-types"
import { noteForIndex, type Author, type CrmRecord, type Portal } from "./portal"
import { ApiProblem } from "./problems"
import { changeValues, touch, uniqueKeys } from "./records"

/**
 * Two records become one. What the primary says wins, blanks are filled from the other, addresses are all kept. Either a
 * third record takes over from both, or the primary goes on under its own id; the ids that are gone lead to the survivor.
 */
const NEVER_MOVED = new Set([
  "hs_object_id",
  "hs_lastmodifieddate",
  "lastmodifieddate",
  "createdate",
  "hs_createdate",
  "hs_object_source",
  "hs_object_source_label",
])

export function mergeRecords(portal: Portal, primary: CrmRecord, other: CrmRecord, by: Author): CrmRecord {
  const mergedIds = [...new Set([...listOf(primary), ...listOf(other), primary.id, other.id])]
  if (mergedIds.length > 250)
    throw new ApiProblem(414, { message: "Cannot have more than 250 identities on a profile", category: "VALIDATION_ERROR" })
  const now = portal.clock.now()
  const moved = valuesFromOther(portal, primary, other)
  const survivor = portal.settings.mergeMode === "new_record" ? successorOf(portal, primary, by, now) : primary
  retire(portal, other, survivor)
  if (survivor !== primary) retire(portal, primary, survivor)
  const ids = mergedIds.filter((id) => id !== survivor.id)
  changeValues(portal, survivor, [...moved, ["hs_merged_object_ids", ids.join(";")]], by, now)
  touch(portal, survivor, now)
  portal.emit({
    kind: "merge",
    type: survivor.type,
    objectId: survivor.id,
    at: now,
    by,
    details: {
      primaryObjectId: Number(primary.id),
      mergedObjectIds: [Number(other.id)],
      ...(survivor === primary ? {} : { newObjectId: Number(survivor.id) }),
      numberOfPropertiesMoved: moved.length,
    },
  })
  return survivor
}

const listOf = (record: CrmRecord): string[] => (record.values["hs_merged_object_ids"] ?? "").split(";").filter((id) => id !== "")

function valuesFromOther(portal: Portal, primary: CrmRecord, other: CrmRecord): [string, string][] {
  const unique = new Set(
    [...portal.tables[primary.type].properties.values()].filter((property) => property.hasUniqueValue).map((property) => property.name),
  )
  const moved: [string, string][] = Object.entries(other.values).filter(
    ([name]) => primary.values[name] === undefined && !NEVER_MOVED.has(name) && !unique.has(name) && name !== "hs_additional_emails",
  )
  // A unique value of the other moves too where the primary has none.
  for (const name of unique) {
    const value = other.values[name]
    if (value !== undefined && primary.values[name] === undefined) moved.push([name, value])
  }
  const emails = [
    primary.values["hs_additional_emails"],
    primary.values["email"] ? other.values["email"] : undefined,
    other.values["hs_additional_emails"],
  ]
  const additional = [...new Set(emails.flatMap((list) => (list ?? "").split(";")).filter((email) => email !== ""))].join(";")
  if (additional !== (primary.values["hs_additional_emails"] ?? "")) moved.push(["hs_additional_emails", additional])
  const furthest = furthestLifecycle(primary, other)
  if (furthest && furthest !== primary.values["lifecyclestage"]) moved.push(["lifecyclestage", furthest])
  return moved
}

function furthestLifecycle(primary: CrmRecord, other: CrmRecord): string | undefined {
  const rank = (record: CrmRecord): number => (LIFECYCLE_STAGES as readonly string[]).indexOf(record.values["lifecyclestage"] ?? "")
  return (rank(other) > rank(primary) ? other : primary).values["lifecyclestage"]
}

function successorOf(portal: Portal, primary: CrmRecord, by: Author, now: number): CrmRecord {
  const id = portal.nextId()
  const table = portal.tables[primary.type]
  const values = { ...primary.values, hs_object_id: String(id), [TYPE_FACTS[primary.type].modifiedProperty]: isoTime(now) }
  const survivor: CrmRecord = {
    ...primary,
    id: String(id),
    values,
    initial: values,
    updatedAt: now,
    createdBy: by,
    changes: [],
    indexed: null,
    waiting: [],
  }
  table.records.set(survivor.id, survivor)
  table.ids.push(id)
  noteForIndex(portal, survivor)
  return survivor
}

/** The old id now leads to the survivor, with everything that hung on it. */
function retire(portal: Portal, record: CrmRecord, survivor: CrmRecord): void {
  const table = portal.tables[record.type]
  for (const { key } of uniqueKeys(portal, record.type, record.values)) if (table.unique.get(key) === record.id) table.unique.delete(key)
  for (const { key } of uniqueKeys(portal, survivor.type, survivor.values)) table.unique.set(key, survivor.id)
  table.records.delete(record.id)
  portal.unindexed.delete(record)
  portal.merged.set(record.id, survivor.id)
  moveLinks(portal, record, survivor)
}

function moveLinks(portal: Portal, record: CrmRecord, survivor: CrmRecord): void {
  for (const [type, links] of portal.associations.get(record.id) ?? new Map<ObjectType, Map<string, Set<number>>>()) {
    const kept = portal.associations.get(survivor.id) ?? new Map<ObjectType, Map<string, Set<number>>>()
    portal.associations.set(survivor.id, kept)
    const ofType = kept.get(type) ?? new Map<string, Set<number>>()
    kept.set(type, ofType)
    for (const [otherId, typeIds] of links) {
      const back = portal.associations.get(otherId)?.get(record.type)
      const inverse = back?.get(record.id)
      back?.delete(record.id)
      if (otherId === survivor.id) continue
      ofType.set(otherId, typeIds)
      if (inverse) back?.set(survivor.id, inverse)
    }
  }
  portal.associations.delete(record.id)
}
