import { and, asc, desc, eq, gt, isNotNull, ne, sql } from "drizzle-orm"
import { z } from "zod"
import { importRows, imports, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { type ImportCounts, type ImportOutcome, type ImportState } from "@/lib/core/imports/states"
import type { CsvReading } from "@/lib/core/imports/csv-text"
import { ImportMapping, mappingGap } from "@/lib/core/imports/fields"
import { exportingTool } from "@/lib/core/imports/guess-mapping"
import { type ImportProblem, type ProblemCounts } from "@/lib/core/imports/problems"
import { requirePermission } from "@/lib/platform/permissions"
import { findImportOrThrow, type ImportRecord } from "./setup/import-record"
import { ImportRowFilter } from "@/lib/core/filters/imports"

export type ImportView = {
  id: string
  fileName: string
  byteSize: number
  channel: string
  source: string | null
  state: ImportState
  error: string | null
  reading: CsvReading
  columns: string[]
  mapping: ImportMapping
  /** What is missing from the mapping. */
  gap: string | null
  rowCount: number | null
  progress: number
  checkCounts: ImportCounts | null
  counts: ImportCounts | null
  revertCounts: { removed: number; restored: number; kept: number } | null
  createdAt: string
  createdBy: string | null
  startedAt: string | null
  finishedAt: string | null
  progressAt: string | null
}

const viewOf = (record: ImportRecord, createdBy: string | null): ImportView => ({
  id: record.id,
  fileName: record.fileName,
  byteSize: record.byteSize,
  channel: record.channel,
  source: record.source,
  state: record.state,
  error: record.error,
  reading: record.reading,
  columns: record.columns,
  mapping: ImportMapping.parse(record.mapping),
  gap: mappingGap(record.mapping),
  rowCount: record.rowCount,
  progress: record.progress,
  checkCounts: record.checkCounts,
  counts: record.startedAt ? record.counts : null,
  revertCounts: record.revertCounts,
  createdAt: record.createdAt.toISOString(),
  createdBy,
  startedAt: record.startedAt?.toISOString() ?? null,
  finishedAt: record.finishedAt?.toISOString() ?? null,
  progressAt: record.progressAt?.toISOString() ?? null,
})

/** The newest imports. */
export async function listImports(ctx: Ctx, { limit = 100 }: { limit?: number } = {}): Promise<ImportView[]> {
  requirePermission(ctx, "import.run")
  const rows = await ctx.db
    .select({ record: imports, by: users.name })
    .from(imports)
    .leftJoin(users, eq(users.id, imports.createdBy))
    .orderBy(desc(imports.createdAt), desc(imports.id))
    .limit(limit)
  return rows.map(({ record, by }) => viewOf(record, by))
}

export type ImportDetail = ImportView & {
  /** An earlier run of the very same file that was not reverted: its rows would be recognised. */
  twin: { id: string; startedAt: string } | null
  /** The tool whose export the file is, by its headers. */
  tool: string | null
  /** Rows with each problem; a problem without rows is left out. */
  problems: ProblemCounts
}

export async function getImport(ctx: Ctx, { importId }: { importId: string }): Promise<ImportDetail> {
  requirePermission(ctx, "import.run")
  const record = await findImportOrThrow(ctx.db, importId)
  const [by] = record.createdBy ? await ctx.db.select({ name: users.name }).from(users).where(eq(users.id, record.createdBy)) : []
  const [twin] = await ctx.db
    .select({ id: imports.id, startedAt: imports.startedAt })
    .from(imports)
    .where(and(eq(imports.digest, record.digest), ne(imports.id, record.id), isNotNull(imports.startedAt), ne(imports.state, "reverted")))
    .orderBy(desc(imports.startedAt))
    .limit(1)
  return {
    ...viewOf(record, by?.name ?? null),
    twin: twin?.startedAt ? { id: twin.id, startedAt: twin.startedAt.toISOString() } : null,
    tool: exportingTool(record.columns),
    problems: await countProblems(ctx, importId),
  }
}

/** From the index of rows with a problem, which are few as a rule. */
async function countProblems(ctx: Ctx, importId: string): Promise<ProblemCounts> {
  const { rows } = await ctx.db.execute<{ problem: ImportProblem; n: number }>(sql`
    select p.problem, count(*)::int as n from ${importRows} r, unnest(r.problems) as p(problem)
    where r.import_id = ${importId} and r.problems <> '{}' group by p.problem`)
  return Object.fromEntries(rows.map(({ problem, n }) => [problem, n]))
}

const ListImportRows = ImportRowFilter.extend({
  importId: z.uuid(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

type ListImportRows = z.output<typeof ListImportRows>

export type ImportRowView = {
  rowNo: number
  cells: string[]
  outcome: ImportOutcome | null
  state: "waiting" | "done" | "reverted" | "kept"
  reason: string | null
  problems: ImportProblem[]
  leadId: string | null
}

/** Rows in file order, a page at a time. */
export async function listImportRows(
  ctx: Ctx,
  input: z.input<typeof ListImportRows>,
): Promise<{ data: ImportRowView[]; nextAfter: number | null }> {
  requirePermission(ctx, "import.run")
  const { importId, outcome, problem, kept, after, limit } = ListImportRows.parse(input)
  const rows = await ctx.db
    .select()
    .from(importRows)
    .where(
      and(
        eq(importRows.importId, importId),
        gt(importRows.rowNo, after),
        outcome ? eq(importRows.outcome, outcome) : undefined,
        problem ? sql`${importRows.problems} <> '{}' and ${problem} = any(${importRows.problems})` : undefined,
        kept ? eq(importRows.state, "kept") : undefined,
      ),
    )
    .orderBy(asc(importRows.rowNo))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    data: page.map(({ rowNo, raw, outcome: became, state, reason, problems, leadId }) => ({
      rowNo,
      cells: raw,
      outcome: became,
      state,
      reason,
      problems,
      leadId,
    })),
    nextAfter: rows.length > limit && last ? last.rowNo : null,
  }
}
