import { z } from "zod"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { ChangesFrom, ChangesPage, ReadShape } from "@/lib/crm/provider"
import { DynamicsError } from "./errors"
import { TABLES } from "./mapping"
import { readPage, selectPage, type Page } from "./reads"
import { idOf, masterOf, recordOf } from "./records"
import type { Transport } from "./transport"

/**
 * What changed, by the time of change, with pages that the server counts; a long transaction shows up with an old time, so a
 * scan begins well before where the last one ended. Deletions leave nothing to find: a delta link tells of them, which knows
 * everything from the moment it was given. Before the first one there is nothing to compare with.
 */
export const OVERLAP_MS = 10 * 60_000

const Place = z.object({
  step: z.enum(["changes", "deletions"]),
  link: z.string().nullable(),
  delta: z.string().nullable(),
  startedAt: z.string(),
})
type Place = z.infer<typeof Place>
const Resume = z.object({ changedSince: z.string(), delta: z.string().nullable() })
const Removed = z.object({ id: z.string(), reason: z.string() })

export async function readChanges(
  transport: Transport,
  object: CrmObject,
  from: ChangesFrom,
  shape: ReadShape,
  now: Date,
): Promise<ChangesPage> {
  const resume = "resume" in from ? Resume.parse(JSON.parse(from.resume)) : null
  const place: Place =
    "next" in from
      ? Place.parse(JSON.parse(from.next))
      : { step: "changes", link: null, delta: resume?.delta ?? null, startedAt: now.toISOString() }
  if (place.step === "deletions") return await readDeletions(transport, object, place, now)
  // A moment has its overlap from whoever names it; a place of our own has none yet.
  const since = "since" in from ? from.since : new Date(new Date(resume?.changedSince ?? place.startedAt).getTime() - OVERLAP_MS)
  const operation = `${object}.changes`
  const page =
    place.link === null
      ? await selectPage(transport, object, shape, {
          operation,
          filter: `modifiedon ge ${since.toISOString().slice(0, 19)}Z`,
          orderBy: "modifiedon",
        })
      : await readPage(transport, operation, place.link)
  const next: Place = page.next === null ? { ...place, step: "deletions", link: place.delta } : { ...place, link: page.next }
  return {
    records: page.rows.filter((row) => masterOf(row) === null).map((row) => recordOf(object, row, transport.ownUser)),
    gone: page.rows.flatMap((row) => {
      const into = masterOf(row)
      return into === null ? [] : [{ id: idOf(object, row), why: "merged" as const, into, at: new Date(String(row["modifiedon"])) }]
    }),
    next: JSON.stringify(next),
    resume: null,
  }
}

async function readDeletions(transport: Transport, object: CrmObject, place: Place, now: Date): Promise<ChangesPage> {
  const page = await deltaPage(transport, object, place.link)
  // All rows of a first reading come without a tale of deletions.
  const removed = place.delta === null ? [] : page.rows.flatMap((row) => Removed.safeParse(row).data ?? [])
  const gone = removed.map(({ id }): ChangesPage["gone"][number] => ({ id, why: "deleted", into: null, at: now }))
  if (page.next !== null) return { records: [], gone, next: JSON.stringify({ ...place, link: page.next } satisfies Place), resume: null }
  const resume: z.infer<typeof Resume> = { changedSince: place.startedAt, delta: page.delta }
  return { records: [], gone, next: null, resume: JSON.stringify(resume) }
}

async function deltaPage(transport: Transport, object: CrmObject, link: string | null): Promise<Page> {
  const { set, id } = TABLES[object]
  try {
    return await readPage(transport, `${object}.deleted`, link ?? `${set}?$select=${id}`, "odata.track-changes,odata.maxpagesize=5000")
  } catch (error) {
    // Change tracking is off for this table: nobody tells of deletions.
    if (error instanceof DynamicsError && link === null) return { rows: [], next: null, delta: null }
    throw error
  }
}
