import { z } from "zod"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { CrmFailure, type ChangesFrom, type ChangesPage, type ReadShape } from "@/lib/crm/provider"
import { TYPES } from "./mapping"
import { recordOf } from "./records"
import { chunks, inList, momentOf, quoted } from "./soql"
import { query, selectRows } from "./reads"
import type { Transport } from "./transport"

/**
 * What changed, in order of the stamp that no import can set. Stamps are whole seconds and many records share one, so a page
 * starts after a stamp and an id. A long transaction shows up with an old stamp: a scan begins well before where the last one
 * ended. Deletions are told of elsewhere, up to the newest moment that no open transaction can change any more.
 */
export const OVERLAP_MS = 10 * 60_000
const PAGE = 500
const MINUTE_MS = 60_000
const DELETIONS_KEPT_MS = 14 * 86_400_000

const Place = z.object({ at: z.string(), id: z.string().nullable(), startedAt: z.string(), deletedSince: z.string() })
type Place = z.infer<typeof Place>
const Resume = z.object({ changedSince: z.string(), deletedSince: z.string() })
const Deleted = z.object({
  deletedRecords: z.array(z.object({ id: z.string(), deletedDate: z.string() })),
  earliestDateAvailable: z.string(),
  latestDateCovered: z.string(),
})

export async function readChanges(
  transport: Transport,
  object: CrmObject,
  from: ChangesFrom,
  shape: ReadShape,
  now: Date,
): Promise<ChangesPage> {
  const place = placeOf(from, now)
  const stamp = momentOf(new Date(place.at))
  const where =
    place.id === null
      ? `SystemModstamp >= ${stamp}`
      : `SystemModstamp > ${stamp} OR (SystemModstamp = ${stamp} AND Id > ${quoted(place.id)})`
  const rest = `WHERE ${where} ORDER BY SystemModstamp, Id LIMIT ${PAGE}`
  const raw = await selectRows(transport, object, shape, { operation: `${object}.changes`, rest })
  const records = raw.map((one) => recordOf(object, one, transport.ownUser))
  const last = records.at(-1)
  if (last && records.length === PAGE)
    return {
      records,
      gone: [],
      next: JSON.stringify({ ...place, at: last.updatedAt.toISOString(), id: last.id } satisfies Place),
      resume: null,
    }
  const { gone, coveredUntil } = await readDeletions(transport, object, new Date(place.deletedSince), now)
  return {
    records,
    gone,
    next: null,
    resume: JSON.stringify({ changedSince: place.startedAt, deletedSince: coveredUntil } satisfies z.infer<typeof Resume>),
  }
}

function placeOf(from: ChangesFrom, now: Date): Place {
  const startedAt = now.toISOString()
  if ("next" in from) return Place.parse(JSON.parse(from.next))
  // A moment has its overlap from whoever names it; a place of our own has none yet.
  if ("since" in from) return { at: from.since.toISOString(), id: null, startedAt, deletedSince: from.since.toISOString() }
  const { changedSince, deletedSince } = Resume.parse(JSON.parse(from.resume))
  if (new Date(deletedSince).getTime() < now.getTime() - DELETIONS_KEPT_MS) throw new CrmFailure({ kind: "cursor_expired" }, "changes")
  return { at: new Date(new Date(changedSince).getTime() - OVERLAP_MS).toISOString(), id: null, startedAt, deletedSince }
}

async function readDeletions(
  transport: Transport,
  object: CrmObject,
  since: Date,
  now: Date,
): Promise<{ gone: ChangesPage["gone"]; coveredUntil: string }> {
  const oldest = now.getTime() - DELETIONS_KEPT_MS
  // A window is longer than a minute, and ends in whole seconds.
  const start = new Date(Math.max(oldest, Math.min(since.getTime(), now.getTime() - 2 * MINUTE_MS)))
  const path = `/sobjects/${TYPES[object]}/deleted/`
  const answer = await transport.send({
    operation: `${object}.deleted`,
    method: "GET",
    path,
    query: { start: start.toISOString(), end: now.toISOString() },
  })
  const { deletedRecords, latestDateCovered } = Deleted.parse(answer)
  const masters = new Map<string, string>()
  if (object === "contact")
    for (const part of chunks(deletedRecords.map(({ id }) => id)))
      for (const raw of await query(
        transport,
        "contact.masters",
        `SELECT Id,MasterRecordId FROM Contact WHERE ${inList("Id", part)}`,
        true,
      ))
        if (typeof raw["MasterRecordId"] === "string") masters.set(raw.Id, raw["MasterRecordId"])
  const gone = deletedRecords.map(({ id, deletedDate }): ChangesPage["gone"][number] => {
    const into = masters.get(id) ?? null
    return { id, why: into === null ? "deleted" : "merged", into, at: new Date(deletedDate) }
  })
  return { gone, coveredUntil: new Date(latestDateCovered).toISOString() }
}
