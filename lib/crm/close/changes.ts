import { z } from "zod"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { CrmFailure } from "@/lib/crm/provider"
import { RestError, type RestApi, type RestCrm } from "@/lib/crm/rest/descriptor"
import { recordOf } from "@/lib/crm/rest/records"
import { survivorsOf } from "@/lib/crm/rest/reads"
import { read } from "./query"

/**
 * The event log, from the newest event back to where the last scan began. An event says which record to look at; one that
 * cannot be read any more is gone. Several edits may become one event with a later time, so a scan begins somewhat before.
 */
const OVERLAP_MS = 120_000
const KEPT_MS = 29 * 86_400_000
const PAGE = 50

const Events = z.object({
  data: z.array(z.looseObject({ object_id: z.string(), lead_id: z.string().nullish(), date_updated: z.string() })),
  cursor_next: z.string().nullish(),
})
const Place = z.object({ since: z.string(), startedAt: z.string(), type: z.string(), cursor: z.string().nullable() })
const Resume = z.object({ since: z.string() })

/** An edit of a contact is one of its lead. */
const TYPES = { contact: ["lead", "contact"], deal: ["opportunity"] } as const satisfies Record<CrmObject, readonly string[]>

export const changes: RestCrm["changes"] = async (rest, object, from, shape) => {
  const { api } = rest
  const place = placeOf(api, object, from)
  const { since, type, cursor } = place
  const { data, cursor_next } = await eventsOf(api, type, cursor)
  const isNew = ({ date_updated }: { date_updated: string }): boolean => new Date(date_updated) >= new Date(since)
  const told = data.filter(isNew)
  const ids = [...new Set(told.flatMap(({ object_id, lead_id }) => (type === "contact" ? (lead_id ?? []) : object_id)))]
  const records = (await read(api, object, ids)).map((raw) => recordOf(rest, object, raw, shape))
  const lost = ids.filter((id) => !records.some((record) => record.id === id))
  const survivors = await survivorsOf(rest, object, lost)
  const gone = lost.map((id) => {
    const into = survivors.get(id) ?? null
    return { id, why: into === null ? ("deleted" as const) : ("merged" as const), into, at: new Date(place.startedAt) }
  })
  const next = nextPlace(object, place, told.length === data.length ? (cursor_next ?? null) : null)
  const resume = next === null ? JSON.stringify({ since: place.startedAt } satisfies z.infer<typeof Resume>) : null
  return { records, gone, next: next && JSON.stringify(next), resume }
}

function placeOf(api: RestApi, object: CrmObject, from: Parameters<RestCrm["changes"]>[2]): z.infer<typeof Place> {
  if ("next" in from) return Place.parse(JSON.parse(from.next))
  const since = "since" in from ? from.since : new Date(new Date(Resume.parse(JSON.parse(from.resume)).since).getTime() - OVERLAP_MS)
  const now = api.now()
  if (since.getTime() < now.getTime() - KEPT_MS) throw new CrmFailure({ kind: "cursor_expired" }, "changes")
  return { since: since.toISOString(), startedAt: now.toISOString(), type: TYPES[object][0], cursor: null }
}

/** Older events of this type, or the newest of the next one. */
function nextPlace(object: CrmObject, place: z.infer<typeof Place>, cursor: string | null): z.infer<typeof Place> | null {
  if (cursor !== null) return { ...place, cursor }
  const types: readonly string[] = TYPES[object]
  const type = types[types.indexOf(place.type) + 1]
  return type === undefined ? null : { ...place, type, cursor: null }
}

async function eventsOf(api: RestApi, object_type: string, cursor: string | null): Promise<z.infer<typeof Events>> {
  const query = { _limit: PAGE, object_type, ...(cursor === null ? {} : { _cursor: cursor }) }
  try {
    return Events.parse((await api.send({ operation: `${object_type}.events`, path: "/event/", query })).body)
  } catch (error) {
    if (error instanceof RestError && cursor !== null) throw new CrmFailure({ kind: "cursor_expired" }, "changes")
    throw error
  }
}
