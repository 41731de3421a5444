import { pipeline, Readable } from "node:stream"
import { parse } from "csv-parse"
import { and, asc, eq, gt } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import { importCellEdits, importFiles, importRows, imports } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { textDecoder } from "@/lib/core/encoding/encodings"
import { withEdits, type CellEdit } from "@/lib/core/imports/cell-edits"
import { cellsOf, csvOptions, isBlank, withoutDeclaration } from "@/lib/core/imports/parse-csv"
import { rowEvent } from "@/lib/core/imports/row-event"
import { noCounts } from "@/lib/core/imports/states"
import { AppError } from "@/lib/platform/errors"
import { rowDigest, readSource, withLease, type ImportRecord, type Lease } from "@/lib/imports/setup/import-record"

const BATCH = 1000

type Row = typeof importRows.$inferInsert

/**
 * Splits the file into rows, each with its event time or with the reason why it is unreadable. It is quick and atomic:
 * an interrupted reading starts again.
 */
export async function readRows(ctx: Ctx, lease: Lease, record: ImportRecord, onRows: (count: number) => void): Promise<void> {
  const { state } = record
  await withLease(ctx, lease, state, async ({ db: tx }) => {
    await tx.delete(importRows).where(eq(importRows.importId, lease.importId))
    await tx.update(imports).set({ progress: 0, progressAt: ctx.now() }).where(eq(imports.id, lease.importId))
  })
  let batch: Row[] = []
  let count = 0
  const counts = noCounts()
  const flush = async () => {
    const rows = batch
    batch = []
    count += rows.length
    counts.unreadable += rows.filter(({ outcome }) => outcome === "unreadable").length
    await withLease(ctx, lease, state, async ({ db: tx }) => {
      await insertRows(tx, importRows, rows)
      await tx.update(imports).set({ progressAt: ctx.now() }).where(eq(imports.id, lease.importId))
    })
    onRows(count)
  }
  for await (const row of rowsOf(ctx, record)) {
    batch.push(row)
    if (batch.length >= BATCH) await flush()
  }
  if (batch.length > 0) await flush()
  if (count === 0) throw new AppError("invalid", "There is no row below the header.")
  await withLease(ctx, lease, state, ({ db: tx }) =>
    tx
      .update(imports)
      .set({ rowCount: count, checkCounts: state === "checking" ? counts : null, counts, progressAt: ctx.now() })
      .where(eq(imports.id, lease.importId)),
  )
}

async function* rowsOf(ctx: Ctx, record: ImportRecord): AsyncGenerator<Row> {
  const source = await readSource(ctx.db, record)
  const edits = await editsOf(ctx, record.id)
  let rowsBefore = (record.reading.rowsAbove ?? 0) + (record.reading.hasHeader ? 1 : 0)
  for await (const { rowNo, cells: written } of recordsOf(ctx, record)) {
    if (rowsBefore > 0) {
      rowsBefore -= 1
      continue
    }
    const cells = withEdits(written, edits.get(rowNo))
    const read = rowEvent(source, rowNo, cells, rowDigest)
    yield {
      importId: record.id,
      rowNo,
      raw: cells,
      occurredAt: read.ok ? read.event.occurredAt : null,
      state: read.ok ? "waiting" : "done",
      outcome: read.ok ? null : "unreadable",
      reason: read.ok ? null : read.reason,
    }
  }
}

async function editsOf(ctx: Ctx, importId: string): Promise<Map<number, CellEdit[]>> {
  const rows = await ctx.db.select().from(importCellEdits).where(eq(importCellEdits.importId, importId))
  return Map.groupBy(rows, ({ rowNo }) => rowNo)
}

async function* recordsOf(ctx: Ctx, record: ImportRecord): AsyncGenerator<{ rowNo: number; cells: string[] }> {
  const parts = textParts(ctx, record)
  const first = await parts.next()
  if (first.done) return
  const { text, skipped } = withoutDeclaration(first.value)
  const all = async function* () {
    yield text
    yield* parts
  }
  const parser = parse(csvOptions(record.reading, text))
  pipeline(Readable.from(all()), parser, () => undefined)
  let rowNo = skipped
  try {
    for await (const written of parser as AsyncIterable<string[]>) {
      rowNo += 1
      const cells = cellsOf(written, record.reading)
      if (!isBlank(cells)) yield { rowNo, cells }
    }
  } catch (error) {
    throw csvTrouble(error, rowNo)
  }
}

async function* textParts(ctx: Ctx, { id, reading }: ImportRecord): AsyncGenerator<string> {
  const decode = textDecoder(reading.encoding)
  let last = -1
  for (;;) {
    const [part] = await ctx.db
      .select()
      .from(importFiles)
      .where(and(eq(importFiles.importId, id), gt(importFiles.part, last)))
      .orderBy(asc(importFiles.part))
      .limit(1)
    if (!part) break
    last = part.part
    const text = decode(part.body, false)
    if (text !== "") yield text
  }
  const rest = decode(new Uint8Array(), true)
  if (rest !== "") yield rest
}

function csvTrouble(error: unknown, rowNo: number): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  if (code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE")
    return new AppError(
      "invalid",
      `After row ${rowNo} a quotation mark opens that is never closed; correct it there and upload the file again.`,
    )
  if (code.startsWith("CSV_")) return new AppError("invalid", `The file cannot be read after row ${rowNo}: ${String(error)}`)
  return error
}
