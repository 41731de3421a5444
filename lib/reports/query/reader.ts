import { sql, type SQL } from "drizzle-orm"
import { idsIn, textsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { ARRIVED, BOOKED, STANDS_OPEN, type Grain } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { BOOKING_MEASURES, COHORT_MEASURES, STOCK_MEASURES, type Measure } from "@/lib/core/metrics/measures"
import { wholeMonths, type Bucket, type Period } from "@/lib/core/metrics/periods"
import { uuidsOf } from "@/lib/reports/postings/load-histories"
import { countPostings, differenceOf, NO_POSTINGS, readPostings, type Postings, type SumRow } from "@/lib/reports/postings/posting-rows"
import { scopeOf, type ReportFilter, type ReportScope } from "./report-query"
import { readSnapshot } from "@/lib/platform/transaction"
import { type ReportRules, readCountingRules } from "@/lib/reports/postings/rules"
import type { CountingRules } from "@/lib/core/metrics/lead-entries"
import type { ReportQuery } from "@/lib/core/filters/reports"

/**
 * Reads sums and what is marked but not yet counted in one snapshot, so that every number is exact at the moment it
 * is read, whether or not the counting is up to date. All numbers of a page share the snapshot and agree.
 */
export type ReportReader = {
  tx: Transaction
  rules: ReportRules & CountingRules
  scope: ReportScope
  pending: PendingDelta
  /** What was read in this snapshot already: the panels of a page ask for the same sums. */
  known: Map<string, Promise<unknown>>
}

/** Reads once what is asked for more than once; within a snapshot the answer is the same. */
export function cached<T>({ known }: Pick<ReportReader, "known">, question: unknown, read: () => Promise<T>): Promise<T> {
  const key = JSON.stringify(question)
  const asked = (known.get(key) as Promise<T> | undefined) ?? read()
  known.set(key, asked)
  return asked
}

type PendingDelta = {
  /** Leads whose stored postings no longer hold. */
  leadIds: string[]
  live: Postings
  before: Postings
  difference: SumRow[]
  /** Leads beyond those that could be counted while the reader waits, `UNCOUNTED_MAX` for more; their numbers are those of a moment ago. */
  uncounted: number
}

/** A reader counts so many leads by itself; after a large import the rest follows within seconds. */
const PENDING_MAX = 1000
/** Beyond those it counts how many are left, so far and no further. */
export const UNCOUNTED_MAX = 2000

export const readReports = async <T>(ctx: Ctx, query: ReportQuery, read: (reader: ReportReader) => Promise<T>): Promise<T> =>
  await readSnapshot(ctx, async (tx) => {
    const rules = await readCountingRules(tx, ctx.now())
    const scope = scopeOf(ctx, query, rules)
    return await read({ tx, rules, scope, pending: await readPendingDelta(tx, rules), known: new Map() })
  })

async function readPendingDelta(tx: Transaction, rules: CountingRules): Promise<PendingDelta> {
  const { rows } = await tx.execute<{ lead_id: string }>(dirtySql(PENDING_MAX + UNCOUNTED_MAX, rules.now))
  const leadIds = rows.slice(0, PENDING_MAX).map(({ lead_id }) => lead_id)
  if (leadIds.length === 0) return { leadIds, live: NO_POSTINGS, before: NO_POSTINGS, difference: [], uncounted: 0 }
  const before = await readPostings(tx, leadIds)
  const live = await countPostings(tx, leadIds, rules)
  return { leadIds, live, before, difference: differenceOf(before.entries, live.entries), uncounted: rows.length - leadIds.length }
}

/**
 * Leads whose question has become late since they were counted, and different leads among the marks, newest first, each by
 * one step down the index: a lead that is marked a million times costs one step, and a backlog of any length no more than
 * `max` of them.
 */
const dirtySql = (max: number, now: Date): SQL => sql`
  with recursive dirty(lead_id) as (
    (select lead_id from report_dirty order by lead_id desc limit 1)
    union all
    select (select d.lead_id from report_dirty d where d.lead_id < dirty.lead_id order by d.lead_id desc limit 1)
    from dirty where dirty.lead_id is not null
  )
  select lead_id from (
    (select lead_id from dirty where lead_id is not null limit ${max})
    union (select lead_id from report_entries where due_at < ${now.toISOString()} limit ${max})
  ) changed limit ${max}`

export const DIMENSION_COLUMNS = { channel: "channel", agent: "owner_id", source: "source", campaign: "campaign", band: "band" } as const
export type Dimension = keyof typeof DIMENSION_COLUMNS

type SumQuery<M extends Measure> = {
  measures: readonly M[]
  period: Period
  filter?: ReportFilter
  by?: readonly Dimension[]
  bucket?: Bucket
}
type SummedRow<M extends Measure> = Record<M, number> & Partial<Record<Dimension, string>> & { bucket?: string }

/** Sums of measures over a period, grouped. Whole months are read by the month, what sticks out by the day. */
export const sumsOf = <M extends Measure>(reader: ReportReader, query: SumQuery<M>): Promise<SummedRow<M>[]> =>
  cached(reader, ["sums", { filter: reader.scope.filter, ...query }], async () => {
    const { rows } = await reader.tx.execute<Record<string, string | number>>(sumsSql(reader, query))
    return rows as SummedRow<M>[]
  })

export async function sumOf<M extends Measure>(
  reader: ReportReader,
  query: Omit<SumQuery<M>, "by" | "bucket">,
): Promise<Record<M, number>> {
  const [row] = await sumsOf(reader, query)
  return Object.fromEntries(query.measures.map((measure) => [measure, row?.[measure] ?? 0])) as Record<M, number>
}

function sumsSql<M extends Measure>({ pending, rules, scope }: ReportReader, query: SumQuery<M>): SQL {
  const { measures, period, by = [], bucket, filter = scope.filter } = query
  const keys = by.map((dimension) => sql`${sql.identifier(DIMENSION_COLUMNS[dimension])} as ${sql.identifier(dimension)}`)
  const time = bucket ? [sql`to_char(${bucketSql(bucket, rules.weekStart)}, 'YYYY-MM-DD') as bucket`] : []
  const sums = measures.map((measure) => sql`coalesce(sum(${sql.identifier(measure)}), 0)::float8 as ${sql.identifier(measure)}`)
  const columns = list([
    sql`start`,
    ...by.map((dimension) => sql.identifier(DIMENSION_COLUMNS[dimension])),
    ...measures.map((m) => sql.identifier(m)),
  ])
  const where = whereSql(filter)
  const parts = storedParts(period, bucket, detailOf(filter, by)).map(
    ({ grain, from, to }) => sql`select ${columns} from report_rollup where grain = ${grain} and start between ${from} and ${to}${where}`,
  )
  const pendingRows = pending.difference.filter(
    (row) => row.day >= period.from && row.day <= period.to && measures.some((measure) => row[measure] !== 0),
  )
  if (pendingRows.length > 0) parts.push(sql`select ${columns} from ${pendingSums(pendingRows, measures)} where true${where}`)
  const groups = keys.length + time.length
  const grouping = groups > 0 ? sql` group by ${list(Array.from({ length: groups }, (_, at) => sql.raw(String(at + 1))))}` : sql``
  return sql`select ${list([...keys, ...time, ...sums])} from (${sql.join(parts, sql` union all `)}) counted${grouping}`
}

/** A trend by weeks or days needs the days; everything else takes whole months where there are any. */
export function storedParts(period: Period, bucket: Bucket | undefined, detail: Detail): (Period & { grain: Grain })[] {
  const [day, month] = GRAINS_OF[detail]
  if (bucket === "day" || bucket === "week") return [{ grain: day, ...period }]
  const { months, days } = wholeMonths(period)
  return [...(months ? [{ grain: month, ...months }] : []), ...days.map((part) => ({ grain: day, ...part }))]
}

/** How far the rows that answer a question have to tell leads apart. */
type Detail = "sources" | "owners" | "channels"

const GRAINS_OF = { sources: ["d", "m"], owners: ["dc", "mc"], channels: ["dt", "mt"] } as const satisfies Record<Detail, readonly Grain[]>

export function detailOf({ source, campaign, owners, bands }: ReportFilter, by: readonly Dimension[]): Detail {
  if (source !== null || campaign !== null || by.includes("source") || by.includes("campaign")) return "sources"
  return owners !== null || bands !== null || by.some((dimension) => dimension !== "channel") ? "owners" : "channels"
}

function bucketSql(bucket: Bucket, weekStart: number): SQL {
  if (bucket === "day") return sql`start`
  if (bucket === "month") return sql`date_trunc('month', start)`
  return sql`(start - ((extract(isodow from start)::int - ${weekStart}::int + 7) % 7))`
}

/** Marked leads change few days and few measures; only what was asked for travels. */
function pendingSums(rows: readonly SumRow[], measures: readonly Measure[]): SQL {
  const columns = sql.raw(measures.map((measure) => `${measure} bigint`).join(", "))
  const document = rows.map(({ day, channel, ownerId, source, campaign, band, ...sums }) => ({
    start: day,
    channel,
    owner_id: ownerId,
    source,
    campaign,
    band,
    ...Object.fromEntries(measures.map((measure) => [measure, sums[measure]])),
  }))
  return sql`jsonb_to_recordset(${JSON.stringify(document)}::jsonb) as t(start date, channel text, owner_id uuid, source text, campaign text, band text, ${columns})`
}

/** The conditions of a filter, each with its `and`; the columns have one name in every table of reports. */
export const whereSql = ({ owners, channels, bands, source, campaign }: ReportFilter): SQL =>
  sql.join([
    owners ? sql` and owner_id = any (${uuidsOf(owners)})` : sql``,
    channels ? sql` and channel = any (${textsOf(channels)})` : sql``,
    bands ? sql` and band = any (${textsOf(bands)})` : sql``,
    source === null ? sql`` : sql` and source in (${namesOf(source)})`,
    campaign === null ? sql`` : sql` and campaign in (${namesOf(campaign)})`,
  ])

/** As it is kept, and as a person may write it. */
const namesOf = (name: string): SQL => sql`${name}, lower(trim(${name}))`

const textsOf = (values: readonly string[]): SQL => sql`array${textsIn(values)}`

export const list = (parts: readonly (SQL | ReturnType<typeof sql.identifier>)[]): SQL => sql.join([...parts], sql`, `)

/**
 * Every posting with one of the measures, lead by lead, as of now: stored ones but for marked leads, and those as
 * counted just now. Columns: lead_id, day, and the measures.
 */
export function entriesSql(
  { pending }: Pick<ReportReader, "pending">,
  period: Period,
  filter: ReportFilter,
  measures: readonly Measure[],
): SQL {
  const columns = list(["lead_id", "day", ...measures].map((name) => sql.identifier(name)))
  const some = sql.raw(measures.map((measure) => `${measure} <> 0`).join(" or "))
  const where = sql`day between ${period.from} and ${period.to} and (${some})${oneOfEach(measures)}${whereSql(filter)}`
  const stored = sql`select ${columns} from report_entries where ${where}${notDirty(pending)}`
  const live = pending.live.entries.filter(({ day }) => day >= period.from && day <= period.to)
  if (live.length === 0) return stored
  const document = live.map(({ leadId, ownerId, ...rest }) => ({ ...rest, lead_id: leadId, owner_id: ownerId }))
  return sql`${stored} union all select ${columns} from jsonb_populate_recordset(null::report_entries, ${JSON.stringify(document)}::jsonb) where ${where}`
}

/** Says again, in the words of an index, that only the entry of the arrival, of the open stage or of a booking can have such a measure. */
function oneOfEach(measures: readonly Measure[]): SQL {
  const isAllOf = (known: readonly Measure[]) => measures.every((measure) => known.includes(measure))
  if (isAllOf(COHORT_MEASURES)) return sql` and ${ARRIVED}`
  if (isAllOf(BOOKING_MEASURES)) return sql` and ${BOOKED}`
  return isAllOf(STOCK_MEASURES) ? sql` and ${STANDS_OPEN}` : sql``
}

/** The same for the ways to bookings. Columns: lead_id, day, `path` as told by channel or by source, visits, days, revenue. */
export function pathsSql({ pending, scope: { period, filter } }: Pick<ReportReader, "pending" | "scope">, by: "channel" | "source"): SQL {
  const columns = sql`lead_id, day, ${sql.identifier(`${by}s`)} as path, visits, days, revenue`
  const where = sql`day between ${period.from} and ${period.to}${whereSql(filter)}`
  const stored = sql`select ${columns} from report_paths where ${where}${notDirty(pending)}`
  if (pending.live.paths.length === 0) return stored
  const document = pending.live.paths.map(({ leadId, ownerId, ...rest }) => ({ ...rest, lead_id: leadId, owner_id: ownerId }))
  return sql`${stored} union all select ${columns} from jsonb_populate_recordset(null::report_paths, ${JSON.stringify(document)}::jsonb) where ${where}`
}

/** As a subquery, which is hashed; an array would be walked from end to end for every row. */
export const notDirty = ({ leadIds }: PendingDelta): SQL => (leadIds.length === 0 ? sql`` : sql` and lead_id not in ${idsIn(leadIds)}`)
