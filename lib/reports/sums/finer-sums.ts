import { sql, type SQL } from "drizzle-orm"
import type { Grain } from "@/db/schema"
import { MEASURES, NOBODY } from "@/lib/core/metrics/measures"
import { HISTOGRAM_BUCKETS } from "@/lib/core/metrics/histogram"

/**
 * What the rows of a grain must be by the rows of the next finer one: days by the postings, months and days without
 * sources by the days, and so on. Each step reads a fraction of what the postings are.
 */
const FINER: Record<Grain, Grain | null> = { d: null, m: "d", dc: "d", mc: "dc", dt: "dc", mt: "dt" }

const KEYS = sql`channel, owner_id, source, campaign, band`
const NO_SOURCE = sql`channel, owner_id, ''::text as source, ''::text as campaign, band`
const CHANNEL_ALONE = sql`channel, ${NOBODY}::uuid as owner_id, ''::text as source, ''::text as campaign, ''::text as band`
const MONTH = sql`date_trunc('month', start)::date as start`

const summed = (names: readonly string[]): SQL => sql.raw(names.map((name) => `sum(${name})`).join(", "))
/** A line that has come to nothing is as good as none. */
const isSomething = (names: readonly string[]): SQL => sql.raw(names.map((name) => `sum(${name}) <> 0`).join(" or "))

const timeOf = (grain: Grain): SQL => (grain.startsWith("m") ? MONTH : sql`start`)
const keysOf = (grain: Grain): SQL => (grain === "dc" ? NO_SOURCE : grain === "dt" ? CHANNEL_ALONE : KEYS)

/** Columns: start, the five keys, and every measure. */
export function finerSums(grain: Grain): SQL {
  const finer = FINER[grain]
  const having = isSomething(MEASURES)
  if (!finer) return sql`select day as start, ${KEYS}, ${summed(MEASURES)} from report_entries group by 1, 2, 3, 4, 5, 6 having ${having}`
  return sql`select ${timeOf(grain)}, ${keysOf(grain)}, ${summed(MEASURES)} from report_rollup where grain = ${finer} group by 1, 2, 3, 4, 5, 6 having ${having}`
}

/** Columns: start, stage, the five keys, and every bucket. */
export function finerHistograms(grain: Grain): SQL {
  const finer = FINER[grain]
  const counts = sql.raw(HISTOGRAM_BUCKETS.map((_, at) => `count(*) filter (where bucket = ${at})`).join(", "))
  if (!finer) return sql`select day as start, stage, ${KEYS}, ${counts} from report_stays group by 1, 2, 3, 4, 5, 6, 7`
  return sql`
    select ${timeOf(grain)}, stage, ${keysOf(grain)}, ${summed(HISTOGRAM_BUCKETS)} from report_spreads where grain = ${finer}
    group by 1, 2, 3, 4, 5, 6, 7 having ${isSomething(HISTOGRAM_BUCKETS)}`
}

/** The rows of a grain as they are kept, in the same columns. */
export const keptSums = (grain: Grain): SQL => sql`
  select start, ${KEYS}, ${summed(MEASURES)} from report_rollup where grain = ${grain} group by 1, 2, 3, 4, 5, 6 having ${isSomething(MEASURES)}`

export const keptHistograms = (grain: Grain): SQL => sql`
  select start, stage, ${KEYS}, ${summed(HISTOGRAM_BUCKETS)} from report_spreads where grain = ${grain}
  group by 1, 2, 3, 4, 5, 6, 7 having ${isSomething(HISTOGRAM_BUCKETS)}`
