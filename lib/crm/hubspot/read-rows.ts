import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmRecord, ReadShape } from "@/lib/crm/provider"
import type { HubspotClient } from "./client"
import { HubspotError } from "./errors"
import { failureOf } from "./failures"
import type { HubspotRecord } from "./records"

/** Reading records in the engine's shape. An id that was merged away is answered with its survivor. */
export const TYPES = { contact: "contacts", deal: "deals" } as const

const MERGED = "hs_merged_object_ids"
/** Where else a person's addresses and numbers stand; objects that lack these leave them out. */
const ALSO = ["hs_additional_emails", "mobilephone"]
const HISTORY_MAX = 50

export const recordOf = ({ id, properties, createdAt, updatedAt, history }: HubspotRecord): CrmRecord => ({
  id,
  values: properties,
  emails: listOf(properties["email"], ...(properties["hs_additional_emails"] ?? "").split(";")),
  phones: listOf(properties["phone"], properties["mobilephone"]),
  createdAt,
  updatedAt,
  mergedIds: listOf(...(properties[MERGED] ?? "").split(";")),
  changedAt: Object.fromEntries(Object.entries(history).flatMap(([name, entries]) => (entries[0] ? [[name, entries[0].at]] : []))),
})

const listOf = (...values: (string | null | undefined)[]): string[] => values.flatMap((value) => (value ? [value] : []))

export const shapeOf = ({ properties, history }: ReadShape) => ({
  properties: [...new Set([...properties, MERGED, ...ALSO])],
  ...(history && history.length > 0 ? { history } : {}),
})

export async function readByIds(
  client: Pick<HubspotClient, "get" | "readMany">,
  object: CrmObject,
  ids: readonly string[],
  shape: ReadShape,
): Promise<Map<string, CrmRecord>> {
  const found = new Map<string, CrmRecord>()
  const distinct = [...new Set(ids)]
  const size = shape.history && shape.history.length > 0 ? HISTORY_MAX : 100
  for (let at = 0; at < distinct.length; at += size) {
    const asked = distinct.slice(at, at + size)
    const records = (await asFailure(client.readMany(TYPES[object], asked, shapeOf(shape)))).map(recordOf)
    const byId = new Map(records.flatMap((record) => [...record.mergedIds, record.id].map((id) => [id, record] as const)))
    for (const id of asked) {
      // A batch may pass over an id that was merged away; asked for alone, it leads to the survivor.
      const record = byId.get(id) ?? (await getAlone(client, object, id, shape))
      if (record) found.set(id, record)
    }
  }
  return found
}

async function getAlone(
  client: Pick<HubspotClient, "get">,
  object: CrmObject,
  id: string,
  shape: ReadShape,
): Promise<CrmRecord | undefined> {
  try {
    return recordOf(await client.get(TYPES[object], id, shapeOf(shape)))
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
