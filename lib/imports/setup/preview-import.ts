import type { Ctx } from "@/lib/platform/context"
import { columnDamage, type ColumnDamage } from "@/lib/core/imports/cell-damage"
import { rowEvent } from "@/lib/core/imports/row-event"
import { readEvent } from "@/lib/leads/ingest/read-event"
import { requirePermission } from "@/lib/platform/permissions"
import { layoutOf, storedHead } from "./file-head"
import { findImportOrThrow, rowDigest, readSource } from "./import-record"

/** A row as it will be read, before anything is written. */
export type PreviewRow = {
  rowNo: number
  name: string | null
  /** `readable: false` is kept as raw text. */
  contacts: { kind: "phone" | "email"; value: string; readable: boolean }[]
  occurredAt: string | null
  others: { field: string; value: string }[]
  message: string | null
  /** Why the row is unreadable, or what was read differently from what was written. */
  notes: string[]
  isReadable: boolean
}

const ROWS = 15
const SAMPLES = 3

/** `damage`: what a spreadsheet did to the cells before the file came here, in the rows that were looked at. */
type ImportPreview = { samples: string[][]; rows: PreviewRow[]; damage: ColumnDamage[] }

/** The first rows of the file, through the readers of the import itself. */
export async function previewImport(ctx: Ctx, { importId }: { importId: string }): Promise<ImportPreview> {
  requirePermission(ctx, "import.run")
  const record = await findImportOrThrow(ctx.db, importId)
  const { rows, columns } = layoutOf(await storedHead(ctx.db, importId), record.reading)
  const source = await readSource(ctx.db, record)
  const samples = columns.map((_, at) =>
    [...new Set(rows.map(({ cells }) => (cells[at] ?? "").trim()))].filter((cell) => cell !== "").slice(0, SAMPLES),
  )
  return {
    samples,
    damage: columnDamage(
      source.mapping,
      rows.map(({ cells }) => cells),
    ),
    rows: rows.slice(0, ROWS).map(({ rowNo, cells }): PreviewRow => {
      const reading = rowEvent(source, rowNo, cells, rowDigest)
      if (!reading.ok)
        return { rowNo, name: null, contacts: [], occurredAt: null, others: [], message: null, notes: [reading.reason], isReadable: false }
      const { event } = reading
      const { identities, name, notes } = readEvent(event, importId, { format: source.format })
      return {
        rowNo,
        name: name?.display ?? null,
        contacts: identities.flatMap(({ kind, value, readable }) =>
          kind === "phone" || kind === "email" ? [{ kind, value, readable }] : [],
        ),
        occurredAt: event.occurredAt.toISOString(),
        others: event.fields.flatMap(({ field, value }) => (field === "name" ? [] : [{ field, value }])),
        message: event.text,
        notes: notes.map(({ text }) => text),
        isReadable: true,
      }
    }),
  }
}
