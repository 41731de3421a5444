import { eq } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { importCellEdits, importFiles, imports } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { noCounts } from "@/lib/core/imports/states"
import { wakeParked } from "@/lib/intake/drain/drain-inbox"
import { isTransient } from "@/lib/platform/retry"
import { failedOutcome, ingestRows, type RowOutcome } from "./ingest-rows"
import { withLease, type ImportRecord, type Lease } from "@/lib/imports/setup/import-record"
import { nextRows, type RowCursor, type WaitingRow } from "./next-rows"
import { countOutcomes, writeOutcomes } from "./write-outcomes"

export const IMPORT_BATCH = 500

/**
 * Ingests the next rows in order of event time, as the live stream would have. Leads, outcomes and cursor are one
 * commit: a crash at any point leaves the import exactly between two batches.
 */
export async function importNextBatch(ctx: Ctx, lease: Lease): Promise<number> {
  try {
    return await importBatch(ctx, lease, IMPORT_BATCH)
  } catch (error) {
    if (isTransient(error) || (error instanceof Error && error.name === "LeaseLost")) throw error
    ctx.log.error({ err: error, importId: lease.importId }, "a batch of an import failed; taking its rows one by one")
    return await importOneByOne(ctx, lease)
  }
}

const importBatch = (ctx: Ctx, lease: Lease, limit: number): Promise<number> =>
  withLease(ctx, lease, "running", async (unit, record) => {
    const { db: tx, changes } = unit
    const rows = await nextRows(tx, record.id, cursorOf(record), limit)
    const last = rows.at(-1)
    if (!last) {
      await finish(ctx, tx, record)
      return 0
    }
    const { outcomes, result } = await ingestRows(tx, record, rows, ctx.now())
    changes.add(...result.changes)
    await wakeParked(tx, result.newKeys)
    await advance(ctx, tx, record, last, outcomes)
    return rows.length
  })

const cursorOf = ({ cursorAt, cursorRow }: ImportRecord): RowCursor | null =>
  cursorAt && cursorRow !== null ? { at: cursorAt, rowNo: cursorRow } : null

async function advance(ctx: Ctx, tx: Transaction, record: ImportRecord, last: WaitingRow, outcomes: readonly RowOutcome[]): Promise<void> {
  await writeOutcomes(tx, record.id, outcomes, "done")
  await tx
    .update(imports)
    .set({
      cursorAt: last.occurredAt,
      cursorRow: last.rowNo,
      counts: countOutcomes(record.counts ?? noCounts(), outcomes),
      progress: record.progress + outcomes.length,
      progressAt: ctx.now(),
    })
    .where(eq(imports.id, record.id))
}

/** All rows are in; the file itself is deleted. */
async function finish(ctx: Ctx, tx: Transaction, record: ImportRecord): Promise<void> {
  await tx.update(imports).set({ state: "done", finishedAt: ctx.now(), runner: null }).where(eq(imports.id, record.id))
  await tx.delete(importFiles).where(eq(importFiles.importId, record.id))
  await tx.delete(importCellEdits).where(eq(importCellEdits.importId, record.id))
  await writeAudit(ctx, tx, { action: "import.finished", subject: record.id, change: { counts: record.counts } })
}

/** A row that cannot be written is reported and skipped, so that it blocks no other. */
async function importOneByOne(ctx: Ctx, lease: Lease): Promise<number> {
  let taken = 0
  while (taken < IMPORT_BATCH) {
    try {
      if ((await importBatch(ctx, lease, 1)) === 0) return taken
    } catch (error) {
      if (isTransient(error) || (error instanceof Error && error.name === "LeaseLost")) throw error
      await passOver(ctx, lease, error)
    }
    taken += 1
  }
  return taken
}

const passOver = (ctx: Ctx, lease: Lease, error: unknown): Promise<void> =>
  withLease(ctx, lease, "running", async ({ db: tx }, record) => {
    const [row] = await nextRows(tx, record.id, cursorOf(record), 1)
    if (!row) return
    ctx.log.error({ err: error, importId: record.id, rowNo: row.rowNo }, "a row could not be imported")
    await advance(ctx, tx, record, row, [failedOutcome(row.rowNo, error)])
  })
