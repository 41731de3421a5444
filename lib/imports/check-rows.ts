import { and, asc, eq, gt, isNotNull, sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { importRows, imports } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import { planSlices, rowLikeness, type PlannedRow } from "@/lib/core/imports/plan-slices"
import { rowEvent } from "@/lib/core/imports/row-event"
import { noCounts } from "@/lib/core/imports/states"
import { isTransient } from "@/lib/intake/retry"
import { FOLD_BATCH } from "./fold-batch"
import { failedVerdict, foldRows, type FoldedRows, type RowVerdict, type StoredRow } from "./fold-rows"
import { rowDigest, readSource, withLease, type ImportRecord, type Lease } from "./import-record"
import { countVerdicts, writeVerdicts } from "./write-verdicts"

/**
 * The dry run. Every slice is folded for real, in a transaction that is rolled back, so it decides as the run will:
 * the same locks, the same rules, the same store. A slice is short, because what it locks live events wait for; rows
 * that decide about one another are in the same slice (see plan-slices.ts).
 */
const PAGE = 2000

export const checkRows = async (
  ctx: Ctx,
  lease: Lease,
  record: ImportRecord,
  signal: AbortSignal,
  onRows: (count: number) => void,
): Promise<void> => {
  const planned = await planRows(ctx, record)
  let checked = planned.done
  for (const slice of planSlices(planned.rows)) {
    if (signal.aborted) return
    const waiting = slice.filter((rowNo) => planned.waiting.has(rowNo))
    if (waiting.length === 0) continue
    const verdicts = await trial(ctx, record, slice)
    checked += slice.length
    await withLease(ctx, lease, "checking", async (tx, now) => {
      await writeVerdicts(tx, record.id, verdicts, "waiting")
      const checkCounts = countVerdicts(now.checkCounts ?? noCounts(), verdicts)
      await tx.update(imports).set({ checkCounts, progress: checked, progressAt: ctx.now() }).where(eq(imports.id, record.id))
    })
    onRows(checked)
  }
  await withLease(ctx, lease, "checking", (tx) =>
    tx.update(imports).set({ state: "checked", runner: null, progressAt: ctx.now() }).where(eq(imports.id, record.id)),
  )
}

type Plan = { rows: PlannedRow[]; waiting: Set<number>; done: number }

/** Reads through all rows once, for what they have in common. */
const planRows = async (ctx: Ctx, record: ImportRecord): Promise<Plan> => {
  const source = await readSource(ctx.db, record)
  const plan: Plan = { rows: [], waiting: new Set(), done: 0 }
  let last = 0
  for (;;) {
    const rows = await ctx.db
      .select({ rowNo: importRows.rowNo, raw: importRows.raw, outcome: importRows.outcome, occurredAt: importRows.occurredAt })
      .from(importRows)
      .where(and(eq(importRows.importId, record.id), gt(importRows.rowNo, last), isNotNull(importRows.occurredAt)))
      .orderBy(asc(importRows.rowNo))
      .limit(PAGE)
    for (const { rowNo, raw, outcome, occurredAt } of rows) {
      const read = rowEvent(source, rowNo, raw, rowDigest)
      if (!read.ok || occurredAt === null) continue
      plan.rows.push({ rowNo, at: occurredAt.getTime(), ...rowLikeness(read.event) })
      if (outcome === null) plan.waiting.add(rowNo)
      else plan.done += 1
    }
    if (rows.length < PAGE) return plan
    last = rows.at(-1)?.rowNo ?? last
  }
}

/** Ends the transaction of a trial, whose result is in hand by then. */
class RolledBack extends Error {}

const trial = async (ctx: Ctx, record: ImportRecord, slice: readonly number[]): Promise<RowVerdict[]> => {
  try {
    return await rollBack(ctx, (tx) => foldInPieces(ctx, tx, record, slice))
  } catch (error) {
    if (isTransient(error)) throw error
    ctx.log.warn({ err: error, importId: record.id }, "a slice of a check failed; taking its rows one by one")
    return await rollBack(ctx, (tx) => foldOneByOne(ctx, tx, record, slice))
  }
}

/** Does it, keeps the answer, and leaves nothing behind. Leads that were born in the trial are nobody afterwards. */
const rollBack = async (ctx: Ctx, work: (tx: Transaction) => Promise<Trial>): Promise<RowVerdict[]> => {
  const trials: Trial[] = []
  try {
    await ctx.db.transaction(async (tx) => {
      trials.push(await work(tx))
      throw new RolledBack()
    })
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  }
  return trials.flatMap(({ verdicts, born }) =>
    verdicts.map((verdict) => ({
      ...verdict,
      touchpointId: null,
      leadId: verdict.leadId !== null && born.has(verdict.leadId) ? null : verdict.leadId,
    })),
  )
}

type Trial = { verdicts: RowVerdict[]; born: Set<string> }

const foldInPieces = async (ctx: Ctx, tx: Transaction, record: ImportRecord, slice: readonly number[]): Promise<Trial> => {
  const rows = await rowsNumbered(tx, record.id, slice)
  const trial: Trial = { verdicts: [], born: new Set() }
  for (let at = 0; at < rows.length; at += FOLD_BATCH) add(trial, await foldRows(tx, record, rows.slice(at, at + FOLD_BATCH), ctx.now()))
  return trial
}

/** The run passes over a row that cannot be written; so does its rehearsal. */
const foldOneByOne = async (ctx: Ctx, tx: Transaction, record: ImportRecord, slice: readonly number[]): Promise<Trial> => {
  const trial: Trial = { verdicts: [], born: new Set() }
  for (const row of await rowsNumbered(tx, record.id, slice)) {
    try {
      add(trial, await tx.transaction((inner) => foldRows(inner, record, [row], ctx.now())))
    } catch (error) {
      if (isTransient(error)) throw error
      trial.verdicts.push(failedVerdict(row.rowNo, error))
    }
  }
  return trial
}

const add = (trial: Trial, { verdicts, fold }: FoldedRows): void => {
  for (const { leadId, isNew } of fold.changes) if (isNew) trial.born.add(leadId)
  trial.verdicts.push(...verdicts)
}

const rowsNumbered = (tx: Transaction, importId: string, numbers: readonly number[]): Promise<StoredRow[]> =>
  tx
    .select({ rowNo: importRows.rowNo, raw: importRows.raw })
    .from(importRows)
    .where(
      and(
        eq(importRows.importId, importId),
        sql`row_no in (select value::int from jsonb_array_elements_text(${JSON.stringify(numbers)}::jsonb))`,
      ),
    )
    .orderBy(asc(importRows.occurredAt), asc(importRows.rowNo))
