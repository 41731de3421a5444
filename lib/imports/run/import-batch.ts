import { eq } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { importCellEdits, importFiles, imports } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { noCounts } from "@/lib/core/imports/states"
import { wakeParked } from "@/lib/intake/drain-inbox"
import { isTransient } from "@/lib/platform/retry"
import { react } from "@/lib/reactions/react"
import { failedOutcome, ingestRows, type RowOutcome } from "./ingest-rows"
import { withLease, type ImportRecord, type Lease } from "@/lib/imports/setup/import-record"
import { nextRows, type RowCursor, type WaitingRow } from "./next-rows"
import { countOutcomes, writeOutcomes } from "./write-outcomes"

export const IMPORT_BATCH = 500

export type ImportedBatch = { taken: number; changedLeadIds: string[] }

/**
 * Ingests the next rows in order of event time, as the live stream would have. Leads, outcomes and cursor are one
 * commit: a crash at any point leaves the import exactly between two batches.
 */
export async function importNextBatch(ctx: Ctx, lease: Lease): Promise<ImportedBatch> {
  try {
    return await importBatch(ctx, lease, IMPORT_BATCH)
  } catch (error) {
    if (isTransient(error) || (error instanceof Error && error.name === "LeaseLost")) throw error
    ctx.log.error({ err: error, importId: lease.importId }, "a batch of an import failed; taking its rows one by one")
    return await importOneByOne(ctx, lease)
  }
}

const importBatch = (ctx: Ctx, lease: Lease, limit: number): Promise<ImportedBatch> =>
  withLease(ctx, lease, "running", async (tx, record) => {
    const rows = await nextRows(tx, record.id, cursorOf(record), limit)
    const last = rows.at(-1)
    if (!last) {
      await finish(ctx, tx, record)
      return { taken: 0, changedLeadIds: [] }
    }
    const { outcomes, result } = await ingestRows(tx, record, rows, ctx.now())
    await react(ctx, tx, result.changes)
    await wakeParked(tx, result.newKeys)
    await advance(ctx, tx, record, last, outcomes)
    return { taken: rows.length, changedLeadIds: result.changedLeadIds }
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
async function importOneByOne(ctx: Ctx, lease: Lease): Promise<ImportedBatch> {
  const total: ImportedBatch = { taken: 0, changedLeadIds: [] }
  while (total.taken < IMPORT_BATCH) {
    try {
      const one = await importBatch(ctx, lease, 1)
      if (one.taken === 0) return total
      total.taken += one.taken
      total.changedLeadIds.push(...one.changedLeadIds)
    } catch (error) {
      if (isTransient(error) || (error instanceof Error && error.name === "LeaseLost")) throw error
      await passOver(ctx, lease, error)
      total.taken += 1
    }
  }
  return total
}

const passOver = (ctx: Ctx, lease: Lease, error: unknown): Promise<void> =>
  withLease(ctx, lease, "running", async (tx, record) => {
    const [row] = await nextRows(tx, record.id, cursorOf(record), 1)
    if (!row) return
    ctx.log.error({ err: error, importId: record.id, rowNo: row.rowNo }, "a row could not be imported")
    await advance(ctx, tx, record, row, [failedOutcome(row.rowNo, error)])
  })
