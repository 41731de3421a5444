import type { CrmObject, StageRef } from "@/lib/core/sync/crm-schema"
import type { CrmRecord } from "@/lib/crm/provider"
import { decodeKey, LOST, OPEN, PIPELINE, STAGE_COLUMN, TABLES, WON } from "./mapping"
import { OWNER, readName, textOf } from "./values"

/** Rows in the engine's shape. */
export type DvRow = Record<string, unknown>

/** Read of every row, whatever is mapped. */
const ALWAYS: Record<CrmObject, readonly string[]> = {
  contact: [
    TABLES.contact.key,
    "firstname",
    "lastname",
    "emailaddress1",
    "emailaddress2",
    "emailaddress3",
    "telephone1",
    "telephone2",
    "mobilephone",
    "createdon",
    "modifiedon",
    "statecode",
    "merged",
    "_masterid_value",
  ],
  deal: [TABLES.deal.key, "name", STAGE_COLUMN, "statecode", "createdon", "modifiedon", "_parentcontactid_value"],
}

export const columnsOf = (object: CrmObject, properties: readonly string[]): string[] => [
  ...new Set([TABLES[object].id, ...ALWAYS[object], ...properties.map(readName)]),
]

export const idOf = (object: CrmObject, row: DvRow): string => String(row[TABLES[object].id])

/** The one that took it over in a merge. */
export const masterOf = (row: DvRow): string | null => (row["merged"] === true ? textOf(row["_masterid_value"]) : null)

export function recordOf(object: CrmObject, row: DvRow, ownUser: string | null): CrmRecord {
  const values = Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      name.includes("@") ? [] : [[name === readName(OWNER) ? OWNER : name, textOf(value)] as const],
    ),
  )
  if (values[OWNER] === ownUser) values[OWNER] = null
  const key = values[TABLES[object].key]
  // The key is compared as we say it.
  if (key) values[TABLES[object].key] = decodeKey(key)
  const names = object === "contact" ? [values["firstname"], values["lastname"]] : [values["name"]]
  return {
    id: idOf(object, row),
    key: key ? decodeKey(key) : null,
    name: listOf(...names).join(" ") || null,
    values,
    stage: object === "deal" ? stageOf(row) : null,
    emails: listOf(values["emailaddress1"], values["emailaddress2"], values["emailaddress3"]),
    phones: listOf(values["telephone1"], values["telephone2"], values["mobilephone"]),
    createdAt: new Date(values["createdon"] ?? 0),
    updatedAt: new Date(values["modifiedon"] ?? 0),
    version: textOf(row["@odata.etag"]),
    mergedIds: [],
    changedAt: {},
    stageChangedAt: null,
  }
}

function stageOf(row: DvRow): StageRef {
  const stageId = row["statecode"] === 1 ? WON : row["statecode"] === 2 ? LOST : (textOf(row[STAGE_COLUMN]) ?? OPEN)
  return { pipelineId: PIPELINE, stageId }
}

const listOf = (...values: (string | null | undefined)[]): string[] => values.flatMap((value) => (value ? [value] : []))
