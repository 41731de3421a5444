import { and, eq, sql } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import { crmLoadItems, crmLoads } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import type { LoadCheckpoint } from "@/lib/core/sync/load"
import { newId } from "@/lib/platform/ids"

export type LoadRecord = typeof crmLoads.$inferSelect
export type LoadItem = Omit<typeof crmLoadItems.$inferInsert, "id" | "loadId">
/** One worker's claim on a load. */
export type LoadClaim = { loadId: string; runner: string }

/** Another worker has it, or a person stopped it: this worker leaves it. */
export class LoadLost extends Error {
  constructor() {
    super("the load is in other hands")
    this.name = "LoadLost"
  }
}

/** Null when there is nothing to work on: paused, ended, gone. */
export async function claimLoad(ctx: Ctx, { loadId, runner }: LoadClaim): Promise<LoadRecord | null> {
  const [record] = await ctx.db
    .update(crmLoads)
    .set({ runner, progressAt: ctx.now() })
    .where(and(eq(crmLoads.id, loadId), eq(crmLoads.state, "running")))
    .returning()
  return record ?? null
}

/** A pause between two steps that is longer than this was no work. */
const WORK_GAP_MS = 60_000

export type Step = {
  items: readonly LoadItem[]
  done: number
  equal?: number
  /** Null ends the load. */
  checkpoint: LoadCheckpoint | null
}

/**
 * Commits a step with what it did: the row is locked first, and only its present runner gets in, so whatever a worker that was
 * thought dead still holds, it cannot commit a second time what its successor has done.
 */
export async function commitStep(ctx: Ctx, claim: LoadClaim, work: (unit: LeadUnit) => Promise<Step>): Promise<void> {
  await changeLeads(ctx, async (unit) => {
    const { db: tx } = unit
    const [record] = await tx
      .select()
      .from(crmLoads)
      .where(and(eq(crmLoads.id, claim.loadId), eq(crmLoads.runner, claim.runner), eq(crmLoads.state, "running")))
      .for("update")
    if (!record) throw new LoadLost()
    const { items, done, equal = 0, checkpoint } = await work(unit)
    await insertRows(
      tx,
      crmLoadItems,
      items.map((item) => ({ ...itemDefaults, ...item, id: newId(), loadId: record.id })),
    )
    const now = ctx.now()
    await tx
      .update(crmLoads)
      .set({
        done: record.done + done,
        equal: record.equal + equal,
        activeMs: record.activeMs + Math.min(WORK_GAP_MS, Math.max(0, now.getTime() - record.progressAt.getTime())),
        progressAt: now,
        note: null,
        ...(checkpoint ? { checkpoint } : { state: "done" as const, finishedAt: now, runner: null }),
      })
      .where(eq(crmLoads.id, record.id))
  })
}

/** Bulk inserts name every column. */
const itemDefaults = {
  leadId: null,
  externalId: null,
  name: null,
  reason: null,
  deal: null,
  changes: [],
  fieldsThere: 0,
  fieldsReplaced: 0,
  fieldsHere: 0,
} satisfies Partial<LoadItem>

/** It is still at it, and what it waits for; a long wait is no reason for another worker to take over. */
export async function noteWaiting(ctx: Ctx, { loadId, runner }: LoadClaim, note: string | null): Promise<void> {
  await ctx.db
    .update(crmLoads)
    .set({ progressAt: ctx.now(), note })
    .where(and(eq(crmLoads.id, loadId), eq(crmLoads.runner, runner), eq(crmLoads.state, "running")))
}

export async function failLoad(ctx: Ctx, { loadId, runner }: LoadClaim, note: string): Promise<void> {
  await ctx.db
    .update(crmLoads)
    .set({ state: "failed", note, runner: null, finishedAt: ctx.now() })
    .where(and(eq(crmLoads.id, loadId), eq(crmLoads.runner, runner)))
}

/** How many leads of this load the sync has not finished yet. */
export async function countWaiting({ db }: Pick<Ctx, "db">, loadId: string): Promise<number> {
  const { rows } = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from crm_load_items where load_id = ${loadId} and state = 'waiting'`,
  )
  return rows[0]?.n ?? 0
}
