import { z } from "zod"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { CrmFailure, type ChangesFrom, type ChangesPage, type ReadShape } from "@/lib/crm/provider"
import type { Raw, Rest } from "./descriptor"
import { fieldsOf, recordOf } from "./records"
import { survivorsOf } from "./reads"

/**
 * What changed, in order of the time of change, a page at a time; then what was deleted since. A page ends at a time and an
 * id, or at a mark that the CRM gives. A scan begins somewhat before where the last one ended.
 */
const Place = z.object({
  at: z.string(),
  id: z.string().nullable(),
  mark: z.string().nullable(),
  startedAt: z.string(),
  deletedSince: z.string(),
})
type Place = z.infer<typeof Place>
const Resume = z.object({ since: z.string() })

type ChangedAfter = { at: Date; id: string | null; mark: string | null }

export type TimedChanges = {
  overlapMs: number
  /** How long the CRM tells of a deletion. */
  deletionsKeptMs: number
  /** `next`: where the page after this begins; null of the last. */
  page(
    rest: Rest,
    object: CrmObject,
    after: ChangedAfter,
    fields: readonly string[],
  ): Promise<{ raws: Raw[]; next: Partial<Pick<Place, "id" | "mark">> | null }>
  /** Empty where the CRM does not tell. */
  deletions(rest: Rest, object: CrmObject, since: Date): Promise<{ id: string; at: Date }[]>
}

export async function changesByTime(
  timed: TimedChanges,
  rest: Rest,
  object: CrmObject,
  from: ChangesFrom,
  shape: ReadShape,
): Promise<ChangesPage> {
  const place = placeOf(timed, from, rest.api.now())
  const { raws, next } = await timed.page(rest, object, { ...place, at: new Date(place.at) }, fieldsOf(rest, object, shape))
  const records = raws.map((raw) => recordOf(rest, object, raw, shape))
  const last = records.at(-1)
  if (next !== null && last) {
    const at = next.mark == null ? last.updatedAt.toISOString() : place.at
    return { records, gone: [], next: JSON.stringify({ ...place, id: null, mark: null, ...next, at } satisfies Place), resume: null }
  }
  const gone = await goneSince(timed, rest, object, new Date(place.deletedSince))
  return { records, gone, next: null, resume: JSON.stringify({ since: place.startedAt } satisfies z.infer<typeof Resume>) }
}

function placeOf({ overlapMs, deletionsKeptMs }: TimedChanges, from: ChangesFrom, now: Date): Place {
  if ("next" in from) return Place.parse(JSON.parse(from.next))
  // A moment has its overlap from whoever names it; a place of our own has none yet.
  const since = "since" in from ? from.since : new Date(new Date(Resume.parse(JSON.parse(from.resume)).since).getTime() - overlapMs)
  if (since.getTime() < now.getTime() - deletionsKeptMs) throw new CrmFailure({ kind: "cursor_expired" }, "changes")
  const at = since.toISOString()
  return { at, id: null, mark: null, startedAt: now.toISOString(), deletedSince: at }
}

async function goneSince(timed: TimedChanges, rest: Rest, object: CrmObject, since: Date): Promise<ChangesPage["gone"]> {
  const deleted = await timed.deletions(rest, object, since)
  const survivors = await survivorsOf(
    rest,
    object,
    deleted.map(({ id }) => id),
  )
  return deleted.map(({ id, at }) => {
    const into = survivors.get(id) ?? null
    return { id, why: into === null ? "deleted" : "merged", into, at }
  })
}
