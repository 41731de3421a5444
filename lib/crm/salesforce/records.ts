import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmRecord } from "@/lib/crm/provider"
import { KEYS, NO_NAME, PIPELINE } from "./mapping"
import { OWNER, textOf } from "./values"

/** Records in the engine's shape. */
export type SfRecord = Record<string, unknown> & { Id: string }

/** Read of every record, whatever is mapped. */
const ALWAYS: Record<CrmObject, readonly string[]> = {
  contact: [
    "Id",
    KEYS.contact,
    "FirstName",
    "LastName",
    "Email",
    "Phone",
    "MobilePhone",
    "CreatedDate",
    "SystemModstamp",
    "IsDeleted",
    "MasterRecordId",
  ],
  deal: ["Id", KEYS.deal, "Name", "StageName", "CreatedDate", "SystemModstamp", "IsDeleted"],
}

export const fieldsOf = (object: CrmObject, properties: readonly string[]): string[] => [...new Set([...ALWAYS[object], ...properties])]

export function recordOf(object: CrmObject, raw: SfRecord, ownUser: string | null): CrmRecord {
  const values = Object.fromEntries(
    Object.entries(raw).flatMap(([name, value]) => (name === "attributes" ? [] : [[name, textOf(value)] as const])),
  )
  if (object === "contact" && values["LastName"] === NO_NAME) values["LastName"] = ""
  if (values[OWNER] === ownUser) values[OWNER] = null
  const names = object === "contact" ? ["FirstName", "LastName"] : ["Name"]
  const updatedAt = new Date(values["SystemModstamp"] ?? 0)
  const stageId = values["StageName"]
  return {
    id: raw.Id,
    key: values[KEYS[object]] ?? null,
    name: listOf(...names.map((name) => values[name])).join(" ") || null,
    values,
    stage: object === "deal" && stageId ? { pipelineId: PIPELINE, stageId } : null,
    emails: listOf(values["Email"]),
    phones: listOf(values["Phone"], values["MobilePhone"]),
    createdAt: new Date(values["CreatedDate"] ?? 0),
    updatedAt,
    version: null,
    mergedIds: [],
    changedAt: {},
    stageChangedAt: null,
  }
}

const listOf = (...values: (string | null | undefined)[]): string[] => values.flatMap((value) => (value ? [value] : []))
