import { and, asc, eq, gt, isNotNull, sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { importRows, imports } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import { planSlices, rowLikeness, type PlannedRow } from "@/lib/core/imports/plan-slices"
import { rowEvent } from "@/lib/core/imports/row-event"
import { noCounts } from "@/lib/core/imports/states"
import { FOLD_BATCH } from "./fold-batch"
import { foldRows, type RowVerdict, type StoredRow } from "./fold-rows"
import { rowDigest, sourceOf, withLease, type ImportRecord, type Lease } from "./import-record"
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
  const source = sourceOf(record)
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
  const verdicts: RowVerdict[] = []
  try {
    await ctx.db.transaction(async (tx) => {
      const rows = await rowsNumbered(tx, record.id, slice)
      const born = new Set<string>()
      for (let at = 0; at < rows.length; at += FOLD_BATCH) {
        const folded = await foldRows(tx, record, rows.slice(at, at + FOLD_BATCH), ctx.now())
        for (const { leadId, isNew } of folded.fold.changes) if (isNew) born.add(leadId)
        verdicts.push(...folded.verdicts)
      }
      for (const verdict of verdicts) {
        verdict.touchpointId = null
        if (verdict.leadId !== null && born.has(verdict.leadId)) verdict.leadId = null
      }
      throw new RolledBack()
    })
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  }
  return verdicts
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
