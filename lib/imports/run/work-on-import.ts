import { and, eq } from "drizzle-orm"
import { imports } from "@/db/schema"
import { giveWay } from "@/lib/intake/drain/give-way"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { isTransient } from "@/lib/platform/retry"
import { checkRows } from "./check-rows"
import { importNextBatch } from "./import-batch"
import { LeaseLost, takeLease, type ImportRecord, type Lease } from "@/lib/imports/setup/import-record"
import { readRows } from "./read-rows"
import { revertNextBatch } from "@/lib/imports/undo/revert-batch"

type ImportProgress = { phase: "reading" | "checking" | "running" | "reverting"; rows: number }

type WorkOptions = {
  signal: AbortSignal
  onProgress?: (progress: ImportProgress) => void
  /** Stops after so many batches; the next worker continues. */
  batchesMax?: number
}

/**
 * Works on an import until it is done, paused, taken over or asked to end. Everything is committed in small steps, so
 * it may be interrupted anywhere and resumed by any worker. Returns whether work is left.
 */
export async function workOnImport(ctx: Ctx, importId: string, options: WorkOptions): Promise<{ isLeft: boolean }> {
  const lease: Lease = { importId, runner: newId() }
  const as: Ctx = { ...ctx, actor: ctx.actor.kind === "system" ? ctx.actor : { kind: "system", name: "import" } }
  try {
    const record = await takeLease(as, lease)
    if (!record) return { isLeft: false }
    return await doPhase(as, lease, record, options)
  } catch (error) {
    if (error instanceof LeaseLost) return { isLeft: false }
    if (isTransient(error)) throw error
    if (!(error instanceof AppError)) ctx.log.error({ err: error, importId }, "an import failed")
    const reason = error instanceof AppError ? error.message : "Something went wrong on our side. What is in is in; try to go on."
    await ctx.db
      .update(imports)
      .set({ state: "failed", error: reason, runner: null })
      .where(and(eq(imports.id, importId), eq(imports.runner, lease.runner)))
    return { isLeft: false }
  }
}

async function doPhase(ctx: Ctx, lease: Lease, record: ImportRecord, options: WorkOptions): Promise<{ isLeft: boolean }> {
  const { signal, onProgress } = options
  const say = (phase: ImportProgress["phase"]) => (rows: number) => onProgress?.({ phase, rows })
  let current = record
  if (record.rowCount === null && record.state !== "reverting") {
    await readRows(ctx, lease, record, say("reading"))
    current = (await takeLease(ctx, lease)) ?? record
  }
  if (current.state === "checking") {
    await checkRows(ctx, lease, current, signal, say("checking"))
    return { isLeft: signal.aborted }
  }
  const step = current.state === "reverting" ? revertNextBatch : importNextBatch
  return await repeatStep(ctx, lease, step, say(current.state === "reverting" ? "reverting" : "running"), options)
}

/** Answers how many rows it took; none is the end. */
type Step = (ctx: Ctx, lease: Lease) => Promise<number>

async function repeatStep(
  ctx: Ctx,
  lease: Lease,
  step: Step,
  say: (rows: number) => void,
  { signal, batchesMax = Number.POSITIVE_INFINITY }: WorkOptions,
): Promise<{ isLeft: boolean }> {
  let rows = 0
  for (let batches = 0; !signal.aborted && batches < batchesMax; batches += 1) {
    const begunMs = performance.now()
    const taken = await step(ctx, lease)
    if (taken === 0) return { isLeft: false }
    rows += taken
    say(rows)
    await giveWay(ctx, performance.now() - begunMs, signal)
  }
  return { isLeft: true }
}
