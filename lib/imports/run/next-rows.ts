import { and, asc, eq, isNotNull, sql } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { importRows } from "@/db/schema"

export type WaitingRow = Pick<typeof importRows.$inferSelect, "rowNo" | "raw" | "occurredAt">

/** The last processed row. */
export type RowCursor = { at: Date; rowNo: number }

/** The readable rows after a row, in order of event time. */
export const nextRows = (
  db: Pick<Database | Transaction, "select">,
  importId: string,
  cursor: RowCursor | null,
  limit: number,
): Promise<WaitingRow[]> =>
  db
    .select({ rowNo: importRows.rowNo, raw: importRows.raw, occurredAt: importRows.occurredAt })
    .from(importRows)
    .where(
      and(
        eq(importRows.importId, importId),
        isNotNull(importRows.occurredAt),
        cursor ? sql`(occurred_at, row_no) > (${cursor.at.toISOString()}::timestamptz, ${cursor.rowNo})` : undefined,
      ),
    )
    .orderBy(asc(importRows.occurredAt), asc(importRows.rowNo))
    .limit(limit)

export function cursorAfter(rows: readonly WaitingRow[]): RowCursor | null {
  const last = rows.at(-1)
  return last?.occurredAt ? { at: last.occurredAt, rowNo: last.rowNo } : null
}
