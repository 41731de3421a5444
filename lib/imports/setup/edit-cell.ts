import { and, eq, isNull, sql } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { importCellEdits, importRows, imports } from "@/db/schema"
import { withEdits } from "@/lib/core/imports/cell-edits"
import { problemsOf, type ImportProblem } from "@/lib/core/imports/problems"
import { rowEvent } from "@/lib/core/imports/row-event"
import { readEvent } from "@/lib/leads/ingest/read-event"
import { actorId, type Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { readSource, rowDigest, type ImportRecord } from "./import-record"

export const EditCell = z.object({
  importId: z.uuid(),
  rowNo: z.number().int().min(1),
  column: z.number().int().min(0).max(499),
  value: z.string().max(10_000),
})

/** How the row reads now: its remaining problems and what is to be said of it. */
type EditedRow = { problems: ImportProblem[]; notes: string[]; isReadable: boolean }

/**
 * Corrects one cell of a file before it is imported. The row is read again at once, so that its problems and the counts
 * are those of the corrected row; what the check foretold of it stands until the next check.
 */
export async function editCell(ctx: Ctx, input: z.infer<typeof EditCell>): Promise<EditedRow> {
  requirePermission(ctx, "import.run")
  const { importId, rowNo, column, value } = EditCell.parse(input)
  return await inTransaction(ctx, async (tx) => {
    const record = await lockEditable(tx, importId)
    if (column >= record.columns.length) throw new AppError("invalid", `The file has ${record.columns.length} columns.`)
    const [row] = await tx
      .select()
      .from(importRows)
      .where(and(eq(importRows.importId, importId), eq(importRows.rowNo, rowNo)))
      .for("update")
    if (!row) throw new AppError("not_found", "There is no such row.")
    const edit = { value, editedAt: ctx.now(), editedBy: actorId(ctx) }
    await tx
      .insert(importCellEdits)
      .values({ importId, rowNo, column, ...edit })
      .onConflictDoUpdate({ target: [importCellEdits.importId, importCellEdits.rowNo, importCellEdits.column], set: edit })
    const raw = withEdits(row.raw, [{ column, value }])
    const edited = await readAgain(tx, record, rowNo, raw)
    const wasReadable = row.outcome !== "unreadable"
    await tx
      .update(importRows)
      .set({
        raw,
        occurredAt: edited.occurredAt,
        problems: edited.problems,
        state: edited.isReadable ? "waiting" : "done",
        outcome: !edited.isReadable ? "unreadable" : wasReadable ? row.outcome : null,
        reason: edited.notes.join("; ") || (wasReadable ? row.reason : null),
      })
      .where(and(eq(importRows.importId, importId), eq(importRows.rowNo, rowNo)))
    if (wasReadable !== edited.isReadable) await countUnreadable(tx, importId, edited.isReadable ? -1 : 1)
    return { problems: edited.problems, notes: edited.notes, isReadable: edited.isReadable }
  })
}

/** Corrections end when rows begin to become leads. */
async function lockEditable(tx: Transaction, importId: string): Promise<ImportRecord> {
  const [record] = await tx
    .select()
    .from(imports)
    .where(and(eq(imports.id, importId), isNull(imports.startedAt)))
    .for("update")
  if (!record) throw new AppError("conflict", "The import has begun. Correct the file and import it again.")
  if (record.state === "checking") throw new AppError("conflict", "The file is being checked. Correct it when the check is done.")
  return record
}

async function readAgain(
  tx: Transaction,
  record: ImportRecord,
  rowNo: number,
  cells: readonly string[],
): Promise<EditedRow & { occurredAt: Date | null }> {
  const source = await readSource(tx, record)
  const reading = rowEvent(source, rowNo, cells, rowDigest)
  if (!reading.ok) return { isReadable: false, occurredAt: null, problems: [], notes: [reading.reason] }
  const { event, notes } = readEvent(reading.event, record.id, { format: source.format })
  return { isReadable: true, occurredAt: event.occurredAt, problems: problemsOf(notes), notes: notes.map(({ text }) => text) }
}

const countUnreadable = (tx: Transaction, importId: string, by: number) =>
  tx.execute(sql`
    update imports set
      counts = jsonb_set(counts, '{unreadable}', to_jsonb((counts->>'unreadable')::int + ${by}::int)),
      check_counts = jsonb_set(check_counts, '{unreadable}', to_jsonb((check_counts->>'unreadable')::int + ${by}::int))
    where id = ${importId}`)
