import { eq } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { importFiles, imports } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit-log"
import type { Ctx } from "@/lib/platform/context"
import { noCounts } from "@/lib/core/imports/states"
import { wakeParked } from "@/lib/intake/drain-inbox"
import { isTransient } from "@/lib/platform/retry"
import { react } from "@/lib/reactions/react"
import { failedVerdict, foldRows, type RowVerdict } from "./fold-rows"
import { withLease, type ImportRecord, type Lease } from "@/lib/imports/setup/import-record"
import { nextRows, type RowCursor, type WaitingRow } from "./next-rows"
import { countVerdicts, writeVerdicts } from "./write-verdicts"

export const FOLD_BATCH = 500

export type FoldedBatch = { taken: number; changedLeadIds: string[] }

/**
 * Folds the next rows in order of event time, as the live stream would have. The leads, the verdicts and the cursor
 * are one commit: whoever is killed at any point leaves the import exactly between two batches.
 */
export async function foldNextBatch(ctx: Ctx, lease: Lease): Promise<FoldedBatch> {
  try {
    return await foldSome(ctx, lease, FOLD_BATCH)
  } catch (error) {
    if (isTransient(error) || (error instanceof Error && error.name === "LeaseLost")) throw error
    ctx.log.error({ err: error, importId: lease.importId }, "a batch of an import failed; taking its rows one by one")
    return await foldSingly(ctx, lease)
  }
}

const foldSome = (ctx: Ctx, lease: Lease, limit: number): Promise<FoldedBatch> =>
  withLease(ctx, lease, "running", async (tx, record) => {
    const rows = await nextRows(tx, record.id, cursorOf(record), limit)
    const last = rows.at(-1)
    if (!last) {
      await finish(ctx, tx, record)
      return { taken: 0, changedLeadIds: [] }
    }
    const { verdicts, fold } = await foldRows(tx, record, rows, ctx.now())
    await react(ctx, tx, fold.changes)
    await wakeParked(tx, fold.newKeys)
    await advance(ctx, tx, record, last, verdicts)
    return { taken: rows.length, changedLeadIds: fold.changedLeadIds }
  })

const cursorOf = ({ cursorAt, cursorRow }: ImportRecord): RowCursor | null =>
  cursorAt && cursorRow !== null ? { at: cursorAt, rowNo: cursorRow } : null

async function advance(ctx: Ctx, tx: Transaction, record: ImportRecord, last: WaitingRow, verdicts: readonly RowVerdict[]): Promise<void> {
  await writeVerdicts(tx, record.id, verdicts, "done")
  await tx
    .update(imports)
    .set({
      cursorAt: last.occurredAt,
      cursorRow: last.rowNo,
      counts: countVerdicts(record.counts ?? noCounts(), verdicts),
      progress: record.progress + verdicts.length,
      progressAt: ctx.now(),
    })
    .where(eq(imports.id, record.id))
}

/** The rows are all in; the file itself is not kept any longer. */
async function finish(ctx: Ctx, tx: Transaction, record: ImportRecord): Promise<void> {
  await tx.update(imports).set({ state: "done", finishedAt: ctx.now(), runner: null }).where(eq(imports.id, record.id))
  await tx.delete(importFiles).where(eq(importFiles.importId, record.id))
  await writeAudit(ctx, tx, { action: "import.finished", subject: record.id, change: { counts: record.counts } })
}

/** The row that cannot be written is named and passed over; it blocks nobody. */
async function foldSingly(ctx: Ctx, lease: Lease): Promise<FoldedBatch> {
  const total: FoldedBatch = { taken: 0, changedLeadIds: [] }
  while (total.taken < FOLD_BATCH) {
    try {
      const one = await foldSome(ctx, lease, 1)
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
    await advance(ctx, tx, record, row, [failedVerdict(row.rowNo, error)])
  })
