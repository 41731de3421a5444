import { getTableColumns, sql, type SQL } from "drizzle-orm"
import type { PgTable } from "drizzle-orm/pg-core"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { GRAINS, reportAdjustments, reportEntries, reportMonths, reportPaths, reportRollup, reportSpreads, reportStays } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { MEASURES } from "@/lib/core/metrics/measures"
import { HISTOGRAM_BUCKETS } from "@/lib/core/metrics/histogram"
import { uuidsOf } from "@/lib/reports/postings/load-histories"
import { adjustmentsOf } from "./adjustments"
import { countPostings, differenceOf, readPostings, type EntryRow, type Postings } from "@/lib/reports/postings/posting-rows"
import { finerHistograms, finerSums } from "./finer-sums"
import { rollupRows, histogramRows } from "./sum-rows"
import { inTransaction } from "@/lib/platform/transaction"
import { readCountingRules } from "@/lib/reports/postings/rules"
import { pause } from "@/lib/platform/jobs/pause"

/**
 * Brings the sums up to date with the leads that were marked: takes their old postings back, recounts them, posts
 * the difference. One process at a time does so (a lock of the transaction), because two that count the same lead
 * from different moments could leave the older one's result behind. Readers do not wait for it: they add what is
 * marked and not yet counted by themselves.
 */
const UPDATE_BATCH = 1000
const SUMS_LOCK = 7_301_006

/** How many leads were counted; none when nothing is marked or, unless it is to wait, another process is at it. */
export async function updateReports(ctx: Pick<Ctx, "db" | "now">, { batch = UPDATE_BATCH, waits = false } = {}): Promise<number> {
  return await inTransaction(ctx, async (tx) => {
    if (!(await lockSums(tx, waits))) return 0
    await markDue(tx, ctx.now())
    const causes = await claimDirtyLeads(tx, batch)
    if (causes.size === 0) return 0
    const leadIds = [...causes.keys()]
    const rules = await readCountingRules(tx, ctx.now())
    const before = await readPostings(tx, leadIds)
    const after = await countPostings(tx, leadIds, rules)
    await replacePostings(tx, before, after)
    await addTo(tx, reportRollup, rollupRows(differenceOf(before.entries, after.entries)), { sums: MEASURES, keys: ROLLUP_KEYS })
    await addTo(tx, reportSpreads, histogramRows(before.stays, after.stays), { sums: HISTOGRAM_BUCKETS, keys: HISTOGRAM_KEYS })
    await noteAdjustments(ctx, tx, { before: before.entries, after: after.entries, causes })
    return leadIds.length
  })
}

async function lockSums(tx: Transaction, waits: boolean): Promise<boolean> {
  if (waits) await tx.execute(sql`select pg_advisory_xact_lock(${SUMS_LOCK})`)
  if (waits) return true
  const { rows } = await tx.execute<{ is_mine: boolean }>(sql`select pg_try_advisory_xact_lock(${SUMS_LOCK}) as is_mine`)
  return rows[0]?.is_mine ?? false
}

/** Until nothing is marked; tests, the demo and the nightly check use it. */
export async function updateAllReports(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  let total = 0
  for (;;) {
    const counted = await updateReports(ctx, { waits: true })
    if (counted === 0) return total
    total += counted
  }
}

const DIMENSIONS = ["channel", "owner_id", "source", "campaign", "band"]
const ROLLUP_KEYS = ["grain", "start", ...DIMENSIONS]
const HISTOGRAM_KEYS = [...ROLLUP_KEYS, "stage"]

/** Adds all postings up again, for sums that disagree with them; in order of time, as they are read. */
export async function rebuildSums(ctx: Pick<Ctx, "db">): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${SUMS_LOCK})`)
    await tx.execute(sql`delete from report_rollup`)
    await tx.execute(sql`delete from report_spreads`)
    for (const grain of GRAINS) {
      await tx.execute(sql`
        insert into report_rollup (grain, start, channel, owner_id, source, campaign, band, ${sql.raw(MEASURES.join(", "))})
        select ${grain}, * from (${finerSums(grain)}) sums order by 2`)
      await tx.execute(sql`
        insert into report_spreads (grain, start, stage, channel, owner_id, source, campaign, band, ${sql.raw(HISTOGRAM_BUCKETS.join(", "))})
        select ${grain}, * from (${finerHistograms(grain)}) counts order by 3, 2`)
    }
  })
}

/** What says most about why a number of last month changed. */
const CAUSES = [
  "merged",
  "unmerged",
  "split",
  "removed",
  "repair",
  "rules",
  "assigned",
  "moved",
  "events",
  "edited",
  "first_count",
  "scored",
  "questioned",
  "due",
]

/** A question that waited when it was counted, and is due by now, is late: no change of the lead says so but the clock. */
const markDue = async (tx: Transaction, now: Date): Promise<void> =>
  void (await tx.execute(sql`
    insert into report_dirty (lead_id, cause)
    select distinct lead_id, 'due' from report_entries where due_at < ${now.toISOString()} and not exists (
      select 1 from report_dirty d where d.lead_id = report_entries.lead_id)`))

async function claimDirtyLeads(tx: Transaction, batch: number): Promise<Map<string, string>> {
  const { rows } = await tx.execute<{ lead_id: string; cause: string }>(sql`
    delete from report_dirty where lead_id = any (array(select lead_id from report_dirty order by id limit ${batch})) returning lead_id, cause`)
  const causes = new Map<string, string>()
  for (const { lead_id, cause } of rows) {
    const known = causes.get(lead_id)
    if (known === undefined || CAUSES.indexOf(cause) < CAUSES.indexOf(known)) causes.set(lead_id, cause)
  }
  return causes
}

/** Only leads whose postings differ are written: most marks change nothing that is counted. */
async function replacePostings(tx: Transaction, before: Postings, after: Postings): Promise<void> {
  const changed = changedLeads(before, after)
  if (changed.size === 0) return
  const ids = uuidsOf([...changed])
  await tx.execute(sql`delete from report_entries where lead_id = any (${ids})`)
  await tx.execute(sql`delete from report_stays where lead_id = any (${ids})`)
  await tx.execute(sql`delete from report_paths where lead_id = any (${ids})`)
  await insertRows(
    tx,
    reportEntries,
    after.entries.filter(({ leadId }) => changed.has(leadId)),
  )
  await insertRows(
    tx,
    reportStays,
    after.stays.filter(({ leadId }) => changed.has(leadId)),
  )
  await insertRows(
    tx,
    reportPaths,
    after.paths.filter(({ leadId }) => changed.has(leadId)),
  )
}

function changedLeads(before: Postings, after: Postings): Set<string> {
  const fingerprints = (postings: Postings): Map<string, string> => {
    const lines = new Map<string, string[]>()
    const columns = Object.keys(getTableColumns(reportEntries)) as (keyof EntryRow)[]
    const note = (leadId: string, line: string) => lines.set(leadId, [...(lines.get(leadId) ?? []), line])
    for (const entry of postings.entries) note(entry.leadId, JSON.stringify(columns.map((column) => entry[column])))
    for (const { leadId, position, day, stage, minutes, ownerId, band } of postings.stays)
      note(leadId, [position, day, stage, minutes, ownerId, band].join("|"))
    for (const { leadId, position, day, channels, sources, visits, days, revenue } of postings.paths)
      note(leadId, [position, day, channels, sources, visits, days, revenue].join("|"))
    return new Map([...lines].map(([leadId, own]) => [leadId, own.sort().join("\n")]))
  }
  const [old, now] = [fingerprints(before), fingerprints(after)]
  return new Set([...old.keys(), ...now.keys()].filter((leadId) => old.get(leadId) !== now.get(leadId)))
}

/** One writer at a time holds the lock, so that no two wait for each other's rows. */
async function addTo<T extends PgTable>(
  tx: Transaction,
  table: T,
  rows: readonly T["$inferInsert"][],
  { sums, keys }: { sums: readonly string[]; keys: readonly string[] },
): Promise<void> {
  const additions = sums.map((name) => sql`${sql.identifier(name)} = ${table}.${sql.identifier(name)} + excluded.${sql.identifier(name)}`)
  await insertRows(tx, table, rows, sql`on conflict (${sql.raw(keys.join(", "))}) do update set ${listed(additions)}`)
}

const listed = (parts: SQL[]): SQL => sql.join(parts, sql`, `)

async function noteAdjustments(
  ctx: Pick<Ctx, "now">,
  tx: Transaction,
  { before, after, causes }: { before: EntryRow[]; after: EntryRow[]; causes: ReadonlyMap<string, string> },
): Promise<void> {
  const closed = await tx.select({ month: reportMonths.month }).from(reportMonths)
  if (closed.length === 0) return
  const rows = adjustmentsOf({ before, after, causes, closedMonths: new Set(closed.map(({ month }) => month)), at: ctx.now() })
  await insertRows(tx, reportAdjustments, rows)
}

const IDLE_MS = 500
const TROUBLE_MS = 5_000

/** Counts marked leads until asked to end: at once while there are many, twice a second otherwise. */
export async function runReportUpdates(ctx: Ctx, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const wait = await updateReports(ctx).then(
      (counted) => (counted > 0 ? 50 : IDLE_MS),
      (error: unknown) => {
        ctx.log.error({ err: error }, "the reports could not be brought up to date; trying again")
        return TROUBLE_MS
      },
    )
    await pause(wait, signal)
  }
}
