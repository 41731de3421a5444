import { and, eq, sql } from "drizzle-orm"
import { crmCursors, crmLinks } from "@/db/schema"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { CrmFailure, type ChangesFrom, type ChangesPage, type CrmRecord } from "@/lib/crm/provider"
import { newId } from "@/lib/platform/ids"
import { enqueueCompare } from "@/lib/sync/queue/job-names"
import { queueChanges, type QueuedChange } from "@/lib/sync/queue/queue-changes"
import { holdersOf } from "@/lib/sync/reconcile/links"
import { rememberAliases } from "@/lib/sync/reconcile/read-linked"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * Asks what changed, for accounts without webhooks and for notices that never came. The scan starts somewhat before where the
 * last one ended, because the CRM's search lags behind its records; what was seen in that state already is left out. The
 * cursor moves only when a scan has come to its end.
 */
const PAGES_MAX = 500

/** `resume`: the CRM's own mark of where the last scan ended. */
type Cursor = { since: string; resume?: string | null }

export async function pollChanges(run: SyncRun, object: CrmObject): Promise<number> {
  const { ctx } = run
  const name = `poll:${object}`
  const cursor = (await readCursor<Cursor>(ctx, name)) ?? { since: ctx.now().toISOString() }
  try {
    return await scan(run, object, cursor)
  } catch (error) {
    if (!(error instanceof CrmFailure) || error.failure.kind !== "cursor_expired") throw error
    // What happened since then is found by comparing everything; changes from now on are found as before.
    await writeCursor(ctx, name, { since: ctx.now().toISOString() } satisfies Cursor)
    await enqueueCompare(ctx, true)
    return 0
  }
}

async function scan(run: SyncRun, object: CrmObject, cursor: Cursor): Promise<number> {
  const { ctx, provider } = run
  const startedAt = ctx.now()
  let newest = new Date(cursor.since).getTime()
  let resume = cursor.resume ?? null
  let from: ChangesFrom = resume === null ? { since: new Date(newest - ctx.crm.definition.capabilities.overlapMs) } : { resume }
  let queued = 0
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await provider.readChanges(object, from, { properties: [] })
    const told = [...(await changed(ctx, object, page.records)), ...(await lost(ctx, object, page.gone))]
    await queueChanges(
      ctx.db,
      told.map((change) => ({ provider: ctx.crm.name, object, ...change, inboundEventId: null })),
      ctx.now(),
    )
    queued += told.length
    newest = Math.max(newest, ...page.records.map(({ updatedAt }) => updatedAt.getTime()))
    resume = page.resume ?? resume
    run.step("page polled")
    if (page.next === null) break
    from = { next: page.next }
  }
  const since = new Date(Math.min(newest, startedAt.getTime())).toISOString()
  await writeCursor(ctx, `poll:${object}`, { since, resume } satisfies Cursor)
  return queued
}

type Told = Pick<QueuedChange, "externalId" | "kind">

const changed = async (ctx: CrmCtx, object: CrmObject, records: readonly CrmRecord[]): Promise<Told[]> =>
  (await unseen(ctx, object, records)).map(({ id }) => ({ externalId: id, kind: "changed" }))

/** Only what a lead is linked to: the rest was never ours. What it became is remembered for as long as news of it may come. */
async function lost(ctx: CrmCtx, object: CrmObject, gone: ChangesPage["gone"]): Promise<Told[]> {
  const held = await holdersOf(
    ctx.db,
    ctx.crm,
    object,
    gone.map(({ id }) => id),
  )
  const ours = gone.filter(({ id }) => held.has(id))
  await rememberAliases(
    ctx,
    object,
    ours.flatMap(({ id, into }) => (into === null ? [] : [{ id, into }])),
  )
  return ours.map(({ id, why }) => ({ externalId: id, kind: GONE[why] }))
}

/** What may merely be hidden is looked at before anything is believed. */
const GONE = { deleted: "deleted", merged: "merged", converted: "merged", hidden: "changed" } as const

/** Records whose newest change has not been looked at yet. */
async function unseen(ctx: CrmCtx, object: CrmObject, records: readonly CrmRecord[]): Promise<CrmRecord[]> {
  if (records.length === 0) return []
  const list = JSON.stringify(records.map(({ id, updatedAt }) => ({ id, at: updatedAt.toISOString() })))
  const { rows } = await ctx.db.execute<{ id: string }>(sql`
    select r.id from jsonb_to_recordset(${list}::jsonb) as r(id text, at timestamptz)
    where not exists (select 1 from ${crmLinks} l where l.provider = ${ctx.crm.name} and l.object_type = ${object} and l.external_id = r.id and l.remote_updated_at >= r.at)
      and not exists (select 1 from crm_inbox i where i.provider = ${ctx.crm.name} and i.object_type = ${object} and i.external_id = r.id and i.state = 'done' and i.updated_at >= r.at + interval '1 second')`)
  const ids = new Set(rows.map(({ id }) => id))
  return records.filter(({ id }) => ids.has(id))
}

export async function readCursor<T extends Record<string, unknown>>(ctx: Pick<CrmCtx, "db" | "crm">, name: string): Promise<T | null> {
  const [row] = await ctx.db
    .select({ value: crmCursors.value })
    .from(crmCursors)
    .where(and(eq(crmCursors.provider, ctx.crm.name), eq(crmCursors.name, name)))
  return (row?.value as T | undefined) ?? null
}

export async function writeCursor(ctx: Pick<CrmCtx, "db" | "now" | "crm">, name: string, value: Record<string, unknown>): Promise<void> {
  const row = { value, updatedAt: ctx.now() }
  await ctx.db
    .insert(crmCursors)
    .values({ id: newId(), provider: ctx.crm.name, name, ...row })
    .onConflictDoUpdate({ target: [crmCursors.provider, crmCursors.name], set: row })
}

/** Whose turn it is to read the account's shape again. */
export const SCHEMA_TURN = "turn:schema"

/** True for one caller in each period, whichever process asks first. */
export async function claimTurn(ctx: Pick<CrmCtx, "db" | "now" | "crm">, name: string, everyMs: number): Promise<boolean> {
  const now = ctx.now()
  const { rows } = await ctx.db.execute(sql`
    insert into crm_cursors as c (id, provider, name, value, updated_at) values (${newId()}, ${ctx.crm.name}, ${name}, '{}', ${now.toISOString()})
    on conflict (provider, name) do update set updated_at = excluded.updated_at
    where c.updated_at <= ${new Date(now.getTime() - everyMs).toISOString()}::timestamptz
    returning 1`)
  return rows.length > 0
}

/** Gives the turn to the next worker that asks, or lets it count as taken at another time. */
export async function offerTurn(
  ctx: Pick<CrmCtx, "db"> & { crm: Pick<CrmCtx["crm"], "name"> },
  name: string,
  takenAt = new Date(0),
): Promise<void> {
  await ctx.db
    .update(crmCursors)
    .set({ updatedAt: takenAt })
    .where(and(eq(crmCursors.provider, ctx.crm.name), eq(crmCursors.name, name)))
}
