import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmRecord, ReadAnswer, ReadShape } from "@/lib/crm/provider"
import type { HubspotClient } from "./client"
import { HubspotError } from "./errors"
import { failureOf } from "./failures"
import { KEYS } from "./mapping"
import type { HubspotRecord } from "./records"

/** Reading records in the engine's shape. An id that was merged away is answered with its survivor. */
export const TYPES = { contact: "contacts", deal: "deals" } as const

const MERGED = "hs_merged_object_ids"
/** Read of every record, whatever is mapped. */
const ALWAYS: Record<CrmObject, readonly string[]> = {
  contact: [KEYS.contact, "firstname", "lastname", "email", "hs_additional_emails", "phone", "mobilephone", MERGED],
  deal: [KEYS.deal, "dealname", "pipeline", "dealstage", MERGED],
}
const HISTORY_MAX = 50

export function recordOf(object: CrmObject, { id, properties, createdAt, updatedAt, history }: HubspotRecord): CrmRecord {
  const names = object === "contact" ? ["firstname", "lastname"] : ["dealname"]
  const { pipeline: pipelineId, dealstage: stageId } = properties
  const changedAt = Object.fromEntries(Object.entries(history).flatMap(([name, entries]) => (entries[0] ? [[name, entries[0].at]] : [])))
  return {
    id,
    key: properties[KEYS[object]] || null,
    name: listOf(...names.map((name) => properties[name])).join(" ") || null,
    values: properties,
    stage: object === "deal" && stageId ? { pipelineId: pipelineId ?? "", stageId } : null,
    emails: listOf(properties["email"], ...(properties["hs_additional_emails"] ?? "").split(";")),
    phones: listOf(properties["phone"], properties["mobilephone"]),
    createdAt,
    updatedAt,
    version: null,
    mergedIds: listOf(...(properties[MERGED] ?? "").split(";")),
    changedAt,
    stageChangedAt: changedAt["dealstage"] ?? null,
  }
}

const listOf = (...values: (string | null | undefined)[]): string[] => values.flatMap((value) => (value ? [value] : []))

export function shapeOf(object: CrmObject, { properties, history }: ReadShape) {
  const asked = [...new Set([...properties, ...ALWAYS[object]])]
  return { properties: asked, ...(history ? { history: asked } : {}) }
}

export async function readByIds(
  client: Pick<HubspotClient, "get" | "readMany">,
  object: CrmObject,
  ids: readonly string[],
  shape: ReadShape,
): Promise<ReadAnswer> {
  const answer: ReadAnswer = { records: new Map(), gone: new Map() }
  const distinct = [...new Set(ids)]
  const size = shape.history ? HISTORY_MAX : 100
  for (let at = 0; at < distinct.length; at += size) {
    const asked = distinct.slice(at, at + size)
    const found = await asFailure(client.readMany(TYPES[object], asked, shapeOf(object, shape)))
    const records = found.map((raw) => recordOf(object, raw))
    const byId = new Map(records.flatMap((record) => [...record.mergedIds, record.id].map((id) => [id, record] as const)))
    for (const id of asked) {
      // A batch may pass over an id that was merged away; asked for alone, it leads to the survivor.
      const record = byId.get(id) ?? (await getAlone(client, object, id, shape))
      if (record) answer.records.set(id, record)
      else answer.gone.set(id, "deleted")
    }
  }
  return answer
}

async function getAlone(
  client: Pick<HubspotClient, "get">,
  object: CrmObject,
  id: string,
  shape: ReadShape,
): Promise<CrmRecord | undefined> {
  try {
    return recordOf(object, await client.get(TYPES[object], id, shapeOf(object, shape)))
  } catch (error) {
    if (error instanceof HubspotError && error.problem.kind === "not_found") return undefined
    throw failureOf(error)
  }
}

export async function asFailure<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw failureOf(error)
  }
}
