import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { reportEntries, reportPaths, reportStays } from "@/db/schema"
import { postingsOf, type CountingRules } from "@/lib/core/metrics/lead-entries"
import { MEASURES, type Dimensions, type Measure, type Path } from "@/lib/core/metrics/measures"
import { bucketOf } from "@/lib/core/metrics/histogram"
import { loadHistories, uuidsOf } from "./load-histories"

/** Postings as the tables hold them. */
export type EntryRow = Dimensions & Record<Measure, number> & { leadId: string; day: string; dueAt: Date | null }
export type StayRow = Dimensions & { leadId: string; position: number; day: string; stage: string; minutes: number; bucket: number }
type PathRow = Dimensions & Path & { leadId: string; position: number }
export type Postings = { entries: EntryRow[]; stays: StayRow[]; paths: PathRow[] }
export const NO_POSTINGS: Postings = { entries: [], stays: [], paths: [] }

/** What some leads are to post, counted from the leads themselves. */
export async function countPostings(tx: Pick<Transaction, "execute">, leadIds: readonly string[], rules: CountingRules): Promise<Postings> {
  const histories = await loadHistories(tx, leadIds)
  const postings: Postings = { entries: [], stays: [], paths: [] }
  for (const history of histories) {
    const { leadId } = history
    const { entries, stays, paths } = postingsOf(history, rules)
    for (const { measures, ...entry } of entries) postings.entries.push({ ...NOTHING, ...measures, ...entry, leadId })
    const own = entries[0]
    if (!own) continue
    const { channel, ownerId, source, campaign, band } = own
    const whose = { channel, ownerId, source, campaign, band }
    paths.forEach((path, position) => postings.paths.push({ leadId, position, ...path, ...whose }))
    stays.forEach((stay, position) => {
      const bucket = bucketOf(stay.stage, stay.minutes)
      postings.stays.push({ leadId, position, ...stay, bucket, ...whose })
    })
  }
  return postings
}

/** What some leads have posted. */
export async function readPostings(tx: Pick<Transaction, "select">, leadIds: readonly string[]): Promise<Postings> {
  if (leadIds.length === 0) return NO_POSTINGS
  const entries = await tx
    .select()
    .from(reportEntries)
    .where(sql`${reportEntries.leadId} = any (${uuidsOf(leadIds)})`)
  const stays = await tx
    .select()
    .from(reportStays)
    .where(sql`${reportStays.leadId} = any (${uuidsOf(leadIds)})`)
  const paths = await tx
    .select()
    .from(reportPaths)
    .where(sql`${reportPaths.leadId} = any (${uuidsOf(leadIds)})`)
  return { entries, stays, paths }
}

const NOTHING = Object.fromEntries(MEASURES.map((measure) => [measure, 0])) as Record<Measure, number>

/** One line of the sums: what is to be added to a day. */
export type SumRow = Dimensions & Record<Measure, number> & { day: string }

/** What changes in the sums when `before` is taken back and `after` is posted; lines that come to nothing are left out. */
export function differenceOf(before: readonly EntryRow[], after: readonly EntryRow[]): SumRow[] {
  const sums = new Map<string, SumRow>()
  const add = (entry: EntryRow, sign: 1 | -1) => {
    const { day, channel, ownerId, source, campaign, band } = entry
    const key = [day, channel, ownerId, source, campaign, band].join("\u0000")
    const sum = sums.get(key) ?? { day, channel, ownerId, source, campaign, band, ...NOTHING }
    for (const measure of MEASURES) sum[measure] += sign * entry[measure]
    sums.set(key, sum)
  }
  for (const entry of before) add(entry, -1)
  for (const entry of after) add(entry, 1)
  return [...sums.values()].filter((sum) => MEASURES.some((measure) => sum[measure] !== 0))
}
