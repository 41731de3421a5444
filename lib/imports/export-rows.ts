import { and, asc, eq, gt, inArray } from "drizzle-orm"
import { importRows } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { NOT_IMPORTED } from "@/lib/core/imports/states"
import { requirePermission } from "@/lib/platform/permissions"
import { findImportOrThrow } from "./setup/import-record"

const PAGE = 1000

/**
 * The rows that were not imported, as they were in the file, with the reason beside them: correct them there and import
 * that file.
 */
export async function exportFailedRows(
  ctx: Ctx,
  { importId }: { importId: string },
): Promise<{ fileName: string; header: string[]; rows: AsyncIterable<string[]> }> {
  requirePermission(ctx, "import.run")
  const record = await findImportOrThrow(ctx.db, importId)
  await writeAudit(ctx, ctx.db, { action: "import.rows_exported", subject: importId, change: { outcomes: NOT_IMPORTED } })
  const width = record.columns.length
  return {
    fileName: `${record.fileName.replace(/\.\w+$/, "")}-not-imported.csv`,
    header: ["Row", "Reason", ...record.columns],
    rows: pages(ctx, importId, width),
  }
}

async function* pages(ctx: Ctx, importId: string, width: number): AsyncGenerator<string[]> {
  let last = 0
  for (;;) {
    const rows = await ctx.db
      .select({ rowNo: importRows.rowNo, raw: importRows.raw, reason: importRows.reason })
      .from(importRows)
      .where(and(eq(importRows.importId, importId), gt(importRows.rowNo, last), inArray(importRows.outcome, [...NOT_IMPORTED])))
      .orderBy(asc(importRows.rowNo))
      .limit(PAGE)
    for (const { rowNo, raw, reason } of rows) {
      const cells = raw.length < width ? [...raw, ...Array.from({ length: width - raw.length }, () => "")] : raw
      yield [String(rowNo), reason ?? "", ...cells]
    }
    const end = rows.at(-1)
    if (!end || rows.length < PAGE) return
    last = end.rowNo
  }
}
