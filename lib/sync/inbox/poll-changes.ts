import { and, eq, sql } from "drizzle-orm"
import { crmCursors, crmLinks } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { ChangesFrom, CrmRecord } from "@/lib/crm/provider"
import { newId } from "@/lib/platform/ids"
import { DEFINITION, PROVIDER } from "@/lib/sync/connection/crm-settings"
import { queueChanges } from "@/lib/sync/queue/queue-changes"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * Asks what changed, for accounts without webhooks and for notices that never came. The scan starts somewhat before where the
 * last one ended, because the CRM's search lags behind its records; what was seen in that state already is left out. The
 * cursor moves only when a scan has come to its end.
 */
const PAGES_MAX = 500

type Cursor = { since: string }

export async function pollChanges(run: SyncRun, object: CrmObject): Promise<number> {
  const { ctx, provider } = run
  const name = `poll:${object}`
  const cursor = (await readCursor<Cursor>(ctx, name)) ?? { since: ctx.now().toISOString() }
  const startedAt = ctx.now()
  let newest = new Date(cursor.since).getTime()
  let from: ChangesFrom = { since: new Date(newest - DEFINITION.capabilities.overlapMs) }
  let queued = 0
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const { records, next } = await provider.readChanges(object, from, { properties: [] })
    const unseenRecords = await unseen(ctx, object, records)
    await queueChanges(
      ctx.db,
      unseenRecords.map(({ id }) => ({ provider: PROVIDER, object, externalId: id, kind: "changed", inboundEventId: null })),
      ctx.now(),
    )
    queued += unseenRecords.length
    newest = Math.max(newest, ...records.map(({ updatedAt }) => updatedAt.getTime()))
    run.step("page polled")
    if (next === null) break
    from = { next }
  }
  await writeCursor(ctx, name, { since: new Date(Math.min(newest, startedAt.getTime())).toISOString() })
  return queued
}

/** Records whose newest change has not been looked at yet. */
async function unseen(ctx: Ctx, object: CrmObject, records: readonly CrmRecord[]): Promise<CrmRecord[]> {
  if (records.length === 0) return []
  const list = JSON.stringify(records.map(({ id, updatedAt }) => ({ id, at: updatedAt.toISOString() })))
  const { rows } = await ctx.db.execute<{ id: string }>(sql`
    select r.id from jsonb_to_recordset(${list}::jsonb) as r(id text, at timestamptz)
    where not exists (select 1 from ${crmLinks} l where l.provider = ${PROVIDER} and l.object_type = ${object} and l.external_id = r.id and l.remote_updated_at >= r.at)
      and not exists (select 1 from crm_inbox i where i.provider = ${PROVIDER} and i.object_type = ${object} and i.external_id = r.id and i.state = 'done' and i.updated_at >= r.at + interval '1 second')`)
  const ids = new Set(rows.map(({ id }) => id))
  return records.filter(({ id }) => ids.has(id))
}

export async function readCursor<T extends Record<string, unknown>>(ctx: Pick<Ctx, "db">, name: string): Promise<T | null> {
  const [row] = await ctx.db
    .select({ value: crmCursors.value })
    .from(crmCursors)
    .where(and(eq(crmCursors.provider, PROVIDER), eq(crmCursors.name, name)))
  return (row?.value as T | undefined) ?? null
}

export async function writeCursor(ctx: Pick<Ctx, "db" | "now">, name: string, value: Record<string, unknown>): Promise<void> {
  const row = { value, updatedAt: ctx.now() }
  await ctx.db
    .insert(crmCursors)
    .values({ id: newId(), provider: PROVIDER, name, ...row })
    .onConflictDoUpdate({ target: [crmCursors.provider, crmCursors.name], set: row })
}

/** Whose turn it is to read the account's shape again. */
export const SCHEMA_TURN = "turn:schema"

/** True for one caller in each period, whichever process asks first. */
export async function claimTurn(ctx: Pick<Ctx, "db" | "now">, name: string, everyMs: number): Promise<boolean> {
  const now = ctx.now()
  const { rows } = await ctx.db.execute(sql`
    insert into crm_cursors as c (id, provider, name, value, updated_at) values (${newId()}, ${PROVIDER}, ${name}, '{}', ${now.toISOString()})
    on conflict (provider, name) do update set updated_at = excluded.updated_at
    where c.updated_at <= ${new Date(now.getTime() - everyMs).toISOString()}::timestamptz
    returning 1`)
  return rows.length > 0
}

/** Gives the turn to the next worker that asks. */
export async function offerTurn(ctx: Pick<Ctx, "db">, name: string): Promise<void> {
  await ctx.db
    .update(crmCursors)
    .set({ updatedAt: new Date(0) })
    .where(and(eq(crmCursors.provider, PROVIDER), eq(crmCursors.name, name)))
}
