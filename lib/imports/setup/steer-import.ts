import { and, eq, inArray } from "drizzle-orm"
import { z } from "zod"
import { importRows, imports } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { mappingGap } from "@/lib/core/imports/fields"
import { noCounts, type ImportState } from "@/lib/core/imports/states"
import { AppError } from "@/lib/platform/errors"
import { enqueue } from "@/lib/platform/jobs/job"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { findImportOrThrow, type ImportRecord } from "./import-record"
import { workOnImportJob } from "./import-job-name"

/**
 * The actions on an import, as a table: from which states, to which state. The change is made in its WHERE clause, so
 * of two people acting at once one gets a conflict.
 */
const STEPS = {
  check: { from: ["draft", "checked", "failed"], to: "checking", needsMapping: true },
  run: { from: ["draft", "checked", "paused", "failed"], to: "running", needsMapping: true },
  pause: { from: ["running"], to: "paused", needsMapping: false },
  cancel: { from: ["checking"], to: "draft", needsMapping: false },
  revert: { from: ["done", "paused", "failed", "reverted"], to: "reverting", needsMapping: false },
} as const satisfies Record<string, { from: readonly ImportState[]; to: ImportState; needsMapping: boolean }>

const IMPORT_STEPS = Object.keys(STEPS) as (keyof typeof STEPS)[]

export const SteerImport = z.object({ importId: z.uuid(), step: z.enum(IMPORT_STEPS) })

/** `isHandedOver: false` for a caller that does the work in its own process. */
export async function steerImport(
  ctx: Ctx,
  input: z.infer<typeof SteerImport>,
  { isHandedOver = true }: { isHandedOver?: boolean } = {},
): Promise<void> {
  requirePermission(ctx, "import.run")
  const { importId, step } = SteerImport.parse(input)
  const { from, to, needsMapping } = STEPS[step]
  const record = await findImportOrThrow(ctx.db, importId)
  const gap = needsMapping ? mappingGap(record.mapping) : null
  if (gap) throw new AppError("invalid", gap)
  refuseMisstep(record, step)
  await inTransaction(ctx, async (tx) => {
    const changed = await tx
      .update(imports)
      .set({ state: to, error: null, runner: null, progressAt: ctx.now(), ...freshStart(ctx, record, step) })
      .where(and(eq(imports.id, importId), inArray(imports.state, [...from]), eq(imports.state, record.state)))
      .returning({ id: imports.id })
    if (changed.length === 0) throw new AppError("conflict", `The import is ${record.state} by now; look at it again.`)
    if (step === "revert") await tx.update(importRows).set({ state: "done" }).where(keptRows(importId))
    await writeAudit(ctx, tx, { action: `import.${step}`, subject: importId, change: { from: record.state, to } })
    if (isHandedOver && ["checking", "running", "reverting"].includes(to))
      await enqueue(tx, workOnImportJob, { importId }, { key: `import:${importId}` })
  })
}

/** Rows that could not be reverted are tried again: the reason may be gone. */
const keptRows = (importId: string) => and(eq(importRows.importId, importId), eq(importRows.state, "kept"))

function refuseMisstep(record: ImportRecord, step: keyof typeof STEPS): void {
  if (step === "check" && record.startedAt) throw new AppError("conflict", "The import has begun; resume it instead.")
  if (step === "run" && record.revertCounts) throw new AppError("conflict", "The import is being undone; resume that.")
  if (step === "revert" && !record.startedAt) throw new AppError("conflict", "Nothing of this file has been imported.")
}

/** A check starts over; a run starts over the first time, and afterwards resumes from its cursor. */
function freshStart(ctx: Ctx, record: ImportRecord, step: keyof typeof STEPS): Partial<ImportRecord> {
  if (step === "check") return { rowCount: null, progress: 0, checkCounts: null, counts: null }
  if (step === "revert") return { progress: 0, revertCounts: { removed: 0, restored: 0, ...record.revertCounts, kept: 0 } }
  if (step !== "run" || record.startedAt) return {}
  const unreadable = record.counts?.unreadable ?? 0
  return { startedAt: ctx.now(), progress: 0, counts: { ...noCounts(), unreadable } }
}
