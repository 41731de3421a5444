import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmRecord, ReadShape } from "@/lib/crm/provider"
import type { HubspotClient } from "./client"
import { asFailure, recordOf, shapeOf, TYPES } from "./read-rows"
import type { SearchFilter } from "./read-calls"

/**
 * What changed since a moment, in order of change. Search ends at 10,000 results, so a longer scan starts again from the
 * newest time it has seen; should all 10,000 share that millisecond, the rest of it is read in order of ids. A short or empty
 * page ends nothing: only an answer without paging does.
 */
const LIMIT = 200
const RESTART_AT = 9_800
const MODIFIED = { contact: "lastmodifieddate", deal: "hs_lastmodifieddate" } as const

type Place =
  | { since: number; after: string; newest: number }
  /** Everything of one millisecond, from this id on. */
  | { at: number; afterId: string }

export const readChanges = async (
  client: Pick<HubspotClient, "search">,
  object: CrmObject,
  from: { since: Date } | { next: string },
  shape: ReadShape,
): Promise<{ records: CrmRecord[]; next: string | null }> => {
  const place: Place =
    "since" in from ? { since: from.since.getTime(), after: "0", newest: from.since.getTime() } : (JSON.parse(from.next) as Place)
  const property = MODIFIED[object]
  const properties = [...shapeOf(shape).properties, property]
  if ("at" in place) return await readInstant(client, object, place, properties)
  const filters: SearchFilter[] = [{ property, operator: "GTE", value: String(place.since) }]
  const page = await asFailure(
    client.search(TYPES[object], { groups: [filters], properties, sort: property, limit: LIMIT, after: place.after }),
  )
  const records = page.records.map(recordOf)
  const newest = Math.max(place.newest, ...records.map(({ updatedAt }) => updatedAt.getTime()))
  if (page.after === null) return { records, next: null }
  if (Number(page.after) < RESTART_AT) return { records, next: JSON.stringify({ since: place.since, after: page.after, newest }) }
  const restart: Place = newest > place.since ? { since: newest, after: "0", newest } : { at: newest, afterId: "0" }
  return { records, next: JSON.stringify(restart) }
}

const readInstant = async (
  client: Pick<HubspotClient, "search">,
  object: CrmObject,
  place: Extract<Place, { at: number }>,
  properties: readonly string[],
): Promise<{ records: CrmRecord[]; next: string | null }> => {
  const filters: SearchFilter[] = [
    { property: MODIFIED[object], operator: "EQ", value: String(place.at) },
    { property: "hs_object_id", operator: "GT", value: place.afterId },
  ]
  const page = await asFailure(client.search(TYPES[object], { groups: [filters], properties, sort: "hs_object_id", limit: LIMIT }))
  const records = page.records.map(recordOf)
  const last = records.at(-1)?.id
  if (last !== undefined && page.after !== null) return { records, next: JSON.stringify({ at: place.at, afterId: last }) }
  return { records, next: JSON.stringify({ since: place.at + 1, after: "0", newest: place.at + 1 }) }
}
