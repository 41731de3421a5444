import { and, eq, inArray, sql } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { crmLoads } from "@/db/schema"
import { actorId, type Ctx } from "@/lib/platform/context"
import { openConnection, type CrmCtx } from "@/lib/sync/connection/crm-connection"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { LOAD_KINDS, type LoadState } from "@/lib/core/sync/load"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { enqueue } from "@/lib/platform/jobs/job"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { LAST } from "@/lib/sync/queue/queue-pushes"
import { workOnLoadJob } from "./load-job-name"
import { keyOf } from "./work-on-load"

export const StartLoad = z
  .object({ kind: z.enum(LOAD_KINDS), sendsThere: z.boolean(), bringsHere: z.boolean() })
  .refine(({ sendsThere, bringsHere }) => sendsThere || bringsHere, { message: "Choose at least one direction." })
export type StartLoad = z.infer<typeof StartLoad>

/** Begins a load, or its dry run. There is one at a time. */
export async function startLoad(ctx: CrmCtx, input: StartLoad): Promise<string> {
  requirePermission(ctx, "sync.manage")
  const { kind, sendsThere, bringsHere } = StartLoad.parse(input)
  await openConnection(ctx)
  return await inTransaction(ctx, async (tx) => {
    const [load] = await tx
      .insert(crmLoads)
      .values({
        id: newId(),
        provider: ctx.crm.name,
        kind,
        sendsThere,
        bringsHere,
        checkpoint: { phase: "leads", after: null },
        progressAt: ctx.now(),
        createdAt: ctx.now(),
        createdBy: actorId(ctx),
      })
      .onConflictDoNothing()
      .returning({ id: crmLoads.id })
    if (!load) throw new AppError("conflict", "A load is under way already; wait for it, or cancel it.")
    await writeAudit(ctx, tx, { action: "crm.load_started", subject: load.id, change: { kind, sendsThere, bringsHere } })
    await enqueue(tx, workOnLoadJob, { loadId: load.id, failures: 0 }, { key: keyOf(load.id) })
    return load.id
  })
}

/** What a person may ask of a load: from which states, and where it leads. Of two who press at once, one is told. */
const STEPS = {
  pause: { from: ["running"], to: "paused" },
  resume: { from: ["paused", "failed"], to: "running" },
  cancel: { from: ["running", "paused"], to: "cancelled" },
} as const satisfies Record<string, { from: readonly LoadState[]; to: LoadState }>

export const SteerLoad = z.object({ loadId: z.uuid(), step: z.enum(["pause", "resume", "cancel"]) })

export async function steerLoad(ctx: Ctx, input: z.infer<typeof SteerLoad>): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const { loadId, step } = SteerLoad.parse(input)
  const { from, to } = STEPS[step]
  const [known] = await ctx.db.select({ state: crmLoads.state }).from(crmLoads).where(eq(crmLoads.id, loadId))
  if (!known) throw new AppError("not_found", "There is no such load.")
  await inTransaction(ctx, async (tx) => {
    const now = ctx.now()
    const changed = await tx
      .update(crmLoads)
      .set({ state: to, runner: null, note: null, progressAt: now, finishedAt: to === "cancelled" ? now : null })
      .where(and(eq(crmLoads.id, loadId), inArray(crmLoads.state, [...from]), noOther(loadId)))
      .returning({ id: crmLoads.id })
    if (changed.length === 0) throw new AppError("conflict", `The load is ${known.state} by now; look at it again.`)
    if (step === "cancel") await withdrawWaiting(tx, loadId)
    if (step === "resume") await enqueue(tx, workOnLoadJob, { loadId, failures: 0 }, { key: keyOf(loadId) })
    await writeAudit(ctx, tx, { action: `crm.load_${step}`, subject: loadId, change: { from: known.state, to } })
  })
}

const noOther = (loadId: string) => sql`not exists (
  select 1 from crm_loads other where other.provider = ${crmLoads.provider} and other.id <> ${loadId} and other.state in ('running', 'paused'))`

/** What was handed over and not begun is taken back; what is on its way arrives. */
async function withdrawWaiting(tx: Transaction, loadId: string): Promise<void> {
  await tx.execute(sql`
    with waiting as (select id, lead_id from crm_load_items where load_id = ${loadId} and state = 'waiting' and outcome = 'create'),
    dropped as (
      delete from crm_outbox o using waiting w
      where o.lead_id = w.lead_id and o.provider = (select provider from crm_loads where id = ${loadId}) and o.kind = 'lead' and o.state = 'pending' and o.attempts = 0 and o.priority = ${LAST}
      returning o.lead_id
    )
    update crm_load_items i set state = 'failed', reason = 'the load was cancelled before it was sent'
    from waiting w where i.id = w.id and w.lead_id in (select lead_id from dropped)`)
}
