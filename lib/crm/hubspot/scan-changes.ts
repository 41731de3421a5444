import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { ChangesFrom, ChangesPage, CrmRecord, ReadShape } from "@/lib/crm/provider"
import type { HubspotClient } from "./client"
import { asFailure, recordOf, shapeOf, TYPES } from "./read-rows"
import type { SearchFilter } from "./read-calls"

/**
 * What changed since a moment, in order of change. Every page starts at the newest time that the last one ended with, never at
 * an offset: search ends at 10,000 results, and a record that changes during the scan moves to its end and would pull another
 * one over an offset's edge, unread. Should a whole page share one millisecond, that millisecond is read in order of ids. A
 * short or empty page ends nothing: only an answer without paging does.
 */
const LIMIT = 200
const MODIFIED = { contact: "lastmodifieddate", deal: "hs_lastmodifieddate" } as const

type Place =
  | { since: number }
  /** Everything of one millisecond, from this id on. */
  | { at: number; afterId: string }

/** HubSpot forgets no place, because each names its time. Deletions are told of by webhooks alone. */
const pageOf = (records: CrmRecord[], next: Place | null): ChangesPage => ({
  records,
  gone: [],
  next: next === null ? null : JSON.stringify(next),
  resume: null,
})

export async function readChanges(
  client: Pick<HubspotClient, "search">,
  object: CrmObject,
  from: ChangesFrom,
  shape: ReadShape,
): Promise<ChangesPage> {
  const place: Place = "since" in from ? { since: from.since.getTime() } : (JSON.parse("next" in from ? from.next : from.resume) as Place)
  const property = MODIFIED[object]
  const properties = [...shapeOf(object, shape).properties, property]
  if ("at" in place) return await readInstant(client, object, place, properties)
  const filters: SearchFilter[] = [{ property, operator: "GTE", value: String(place.since) }]
  const page = await asFailure(client.search(TYPES[object], { groups: [filters], properties, sort: property, limit: LIMIT }))
  const records = page.records.map((raw) => recordOf(object, raw))
  if (page.after === null) return pageOf(records, null)
  const newest = Math.max(place.since, ...records.map((record) => modifiedAt(record, property)))
  return pageOf(records, newest > place.since ? { since: newest } : { at: place.since, afterId: "0" })
}

async function readInstant(
  client: Pick<HubspotClient, "search">,
  object: CrmObject,
  { at, afterId }: Extract<Place, { at: number }>,
  properties: readonly string[],
): Promise<ChangesPage> {
  const filters: SearchFilter[] = [
    { property: MODIFIED[object], operator: "EQ", value: String(at) },
    { property: "hs_object_id", operator: "GT", value: afterId },
  ]
  const page = await asFailure(client.search(TYPES[object], { groups: [filters], properties, sort: "hs_object_id", limit: LIMIT }))
  const records = page.records.map((raw) => recordOf(object, raw))
  const last = records.at(-1)?.id
  return pageOf(records, last !== undefined && page.after !== null ? { at, afterId: last } : { since: at + 1 })
}

/** The time that search sorts by, which may be older than the record itself. */
function modifiedAt(record: CrmRecord, property: string): number {
  const indexed = Date.parse(record.values[property] ?? "")
  return Number.isNaN(indexed) ? record.updatedAt.getTime() : indexed
}
