import { and, eq, isNotNull } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { importRows, imports } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { rowEvent } from "@/lib/core/imports/row-event"
import { noCounts } from "@/lib/core/imports/states"
import { isTransient } from "@/lib/platform/retry"
import { dryRun, inTransaction } from "@/lib/platform/transaction"
import { IMPORT_BATCH } from "./import-batch"
import { failedOutcome, ingestRows, type RowOutcome, type StoredRow } from "./ingest-rows"
import { readSource, rowDigest, withLease, type ImportRecord, type Lease } from "@/lib/imports/setup/import-record"
import { cursorAfter, nextRows, type RowCursor, type WaitingRow } from "./next-rows"
import { RecurringKeys } from "./recurring-keys"
import { DryRunState } from "./dry-run-state"
import { countOutcomes, writeOutcomes } from "./write-outcomes"

/**
 * The dry run. It goes through the rows like the run: in order of event time, in the same batches, with the same rules
 * and the same store. Each batch is ingested for real in a transaction that is rolled back, so that live events wait
 * for its locks only briefly; what it would have left is kept for the batches after it (dry-run-state.ts). An
 * interrupted dry run starts again.
 */
const PAGE = 2000

export async function checkRows(
  ctx: Ctx,
  lease: Lease,
  record: ImportRecord,
  signal: AbortSignal,
  onRows: (count: number) => void,
): Promise<void> {
  await restart(ctx, lease, record)
  const memory = new DryRunState(await recurringKeys(ctx, record, signal))
  let checked = 0
  for (let cursor: RowCursor | null = null; !signal.aborted;) {
    const rows: WaitingRow[] = await nextRows(ctx.db, record.id, cursor, IMPORT_BATCH)
    if (rows.length === 0) break
    cursor = cursorAfter(rows)
    const outcomes = await tryRows(ctx, record, rows, memory)
    checked += outcomes.length
    await withLease(ctx, lease, "checking", async ({ db: tx }, now) => {
      await writeOutcomes(tx, record.id, outcomes, "waiting")
      const checkCounts = countOutcomes(now.checkCounts ?? noCounts(), outcomes)
      await tx.update(imports).set({ checkCounts, progress: checked, progressAt: ctx.now() }).where(eq(imports.id, record.id))
    })
    onRows(checked)
  }
  if (signal.aborted) return
  await withLease(ctx, lease, "checking", ({ db: tx }) =>
    tx.update(imports).set({ state: "checked", runner: null, progressAt: ctx.now() }).where(eq(imports.id, record.id)),
  )
}

/** Deletes the outcomes of an interrupted check. */
const restart = (ctx: Ctx, lease: Lease, record: ImportRecord): Promise<void> =>
  withLease(ctx, lease, "checking", async ({ db: tx }, { counts }) => {
    await tx
      .update(importRows)
      .set({ outcome: null, reason: null, problems: [], leadId: null, touchpointId: null })
      .where(and(eq(importRows.importId, record.id), isNotNull(importRows.occurredAt), isNotNull(importRows.outcome)))
    const checkCounts = { ...noCounts(), unreadable: counts?.unreadable ?? 0 }
    await tx.update(imports).set({ checkCounts, progress: 0, progressAt: ctx.now() }).where(eq(imports.id, record.id))
  })

/** Reads all rows once, to find what they have in common. */
async function recurringKeys(ctx: Ctx, record: ImportRecord, signal: AbortSignal): Promise<Set<bigint>> {
  const source = await readSource(ctx.db, record)
  const keys = new RecurringKeys()
  for (let cursor: RowCursor | null = null; !signal.aborted;) {
    const rows: WaitingRow[] = await nextRows(ctx.db, record.id, cursor, PAGE)
    if (rows.length === 0) break
    cursor = cursorAfter(rows)
    for (const { rowNo, raw } of rows) {
      const read = rowEvent(source, rowNo, raw, rowDigest)
      if (read.ok) keys.add(read.event)
    }
  }
  return keys.find()
}

async function tryRows(ctx: Ctx, record: ImportRecord, rows: readonly StoredRow[], memory: DryRunState): Promise<RowOutcome[]> {
  const outcomes = await dryRun(ctx, async (tx) => {
    try {
      return (await inTransaction({ db: tx }, (inner) => ingestRows(inner, record, rows, ctx.now(), memory))).outcomes
    } catch (error) {
      memory.forget()
      if (isTransient(error)) throw error
      ctx.log.warn({ err: error, importId: record.id }, "a batch of a check failed; taking its rows one by one")
      return await ingestOneByOne(ctx, tx, record, rows, memory)
    }
  })
  memory.keep()
  return outcomes.map((outcome) => ({
    ...outcome,
    touchpointId: null,
    // Leads created in the dry run do not exist afterwards.
    leadId: outcome.leadId !== null && memory.born.has(outcome.leadId) ? null : outcome.leadId,
  }))
}

/** The run passes over a row that cannot be written; so does its dry run. */
async function ingestOneByOne(
  ctx: Ctx,
  tx: Transaction,
  record: ImportRecord,
  rows: readonly StoredRow[],
  memory: DryRunState,
): Promise<RowOutcome[]> {
  const outcomes: RowOutcome[] = []
  for (const row of rows) {
    try {
      outcomes.push(...(await inTransaction({ db: tx }, (inner) => ingestRows(inner, record, [row], ctx.now(), memory))).outcomes)
      memory.keep()
    } catch (error) {
      memory.forget()
      if (isTransient(error)) throw error
      outcomes.push(failedOutcome(row.rowNo, error))
    }
  }
  return outcomes
}
