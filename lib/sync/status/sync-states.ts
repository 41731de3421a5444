import { sql, type SQL } from "drizzle-orm"
import { z } from "zod"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { requirePermission } from "@/lib/platform/permissions"
import { readSetting } from "@/lib/platform/settings/setting"
import { blockReason } from "@/lib/sync/connection/budget"
import { crmSettings } from "@/lib/sync/connection/crm-settings"
import { isOnHold, type WithheldValue } from "@/lib/core/sync/refusals"
import { type SyncState, SyncFilter } from "@/lib/core/filters/sync"

/** While nothing may be sent, what waits is parked. */
const stateOf = (isHeld: boolean): SQL => sql`
  case
    when x.reason is not null or l.restricted_at is not null or o.error_class = 'no_consent' or (l.kind <> 'lead' and k.contact_id is null) then 'excluded'
    when o.state = 'dead' or a.state = 'dead' or (o.attempts > 0 and o.state <> 'done') or (a.attempts > 0 and a.state <> 'done') then 'failing'
    when o.state = 'parked' then 'parked'
    when o.state in ('pending', 'leased') or k.contact_id is null then ${isHeld ? "parked" : "pending"}
    else 'in_sync' end`

const leadsWithStatus = ({ name }: CrmCtx["crm"]): SQL => sql`
  leads l
  left join crm_outbox o on o.lead_id = l.id and o.provider = ${name} and o.kind = 'lead'
  left join crm_outbox a on a.lead_id = l.id and a.provider = ${name} and a.kind = 'activity'
  left join (select lead_id, min(external_id) as contact_id from crm_links where provider = ${name} and object_type = 'contact' group by 1) k
    on k.lead_id = l.id
  left join (select lead_id, min(reason) as reason from crm_exclusions where provider = ${name} group by 1) x on x.lead_id = l.id`

/** Whether anything may be sent now: not while paused, disconnected, or stopped by the account. */
export async function isHeldNow(ctx: Pick<CrmCtx, "db" | "now" | "crm">): Promise<boolean> {
  const { isPaused, isDisconnected } = await readSetting(ctx.db, crmSettings(ctx.crm))
  return isPaused || isDisconnected || isOnHold(await blockReason(ctx, ctx.now()))
}

export async function countStates({ db, crm }: Pick<CrmCtx, "db" | "crm">, isHeld: boolean): Promise<Record<SyncState, number>> {
  const { rows } = await db.execute<{ state: SyncState; n: number }>(
    sql`select ${stateOf(isHeld)} as state, count(*)::int as n from ${leadsWithStatus(crm)} where l.state = 'active' group by 1`,
  )
  const counts: Record<SyncState, number> = { in_sync: 0, pending: 0, failing: 0, parked: 0, excluded: 0 }
  for (const { state, n } of rows) counts[state] = n
  return counts
}

export const ListSyncStatuses = SyncFilter.extend({ limit: z.coerce.number().int().min(1).max(500).default(50) })

export type SyncStatus = {
  leadId: string
  name: string | null
  state: SyncState
  contactId: string | null
  error: string | null
  attempts: number
  nextTryAt: string | null
  dirtyAt: string | null
  syncedAt: string | null
  excluded: string | null
  withheld: ({ field: string } & WithheldValue)[]
}

type SyncStatusRow = {
  id: string
  called: string | null
  sync_state: SyncState
  contact_id: string | null
  error: string | null
  attempts: number | null
  not_before: Date | string | null
  dirty_at: Date | string | null
  synced_at: Date | string | null
  excluded: string | null
  withheld: Record<string, WithheldValue> | null
}

/** The leads behind a number of the sync screen, newest first. */
export async function listSyncStatuses(
  ctx: CrmCtx,
  input: z.input<typeof ListSyncStatuses>,
): Promise<{ data: SyncStatus[]; nextCursor: string | null }> {
  requirePermission(ctx, "sync.read")
  const { state, cause, error, withheld, why, owner, cursor, limit } = ListSyncStatuses.parse(input)
  const isHeld = await isHeldNow(ctx)
  const { rows } = await ctx.db.execute<SyncStatusRow>(sql`
    select s.*, w.withheld, w.synced_at from (
      select l.id, coalesce(l.name, l.phones[1], l.emails[1]) as called, ${stateOf(isHeld)} as sync_state, k.contact_id,
        coalesce(o.error, a.error) as error, greatest(coalesce(o.attempts, 0), coalesce(a.attempts, 0)) as attempts,
        case when o.state in ('pending', 'leased') then o.not_before end as not_before, case when o.state <> 'done' then o.dirty_at end as dirty_at,
        coalesce(case when l.restricted_at is not null then 'restricted' end, x.reason, case when l.kind <> 'lead' and k.contact_id is null then l.kind end,
          case when o.error_class = 'no_consent' then o.error_class end) as excluded, l.owner_id
      from ${leadsWithStatus(ctx.crm)} where l.state = 'active') s
    left join lateral (
      select jsonb_object_agg(v.key, v.value) filter (where v.key is not null) as withheld, max(c.synced_at) as synced_at
      from crm_links c left join lateral jsonb_each(c.withheld) v on true where c.lead_id = s.id and c.provider = ${ctx.crm.name}) w on true
    where true
      ${state === undefined ? sql`` : sql`and s.sync_state = ${state}`}
      ${cause === undefined ? sql`` : failedBy(ctx.crm, cause, error)}
      ${withheld === undefined ? sql`` : lacks(ctx.crm, withheld, why)}
      ${owner === undefined ? sql`` : sql`and s.owner_id = ${owner} and s.contact_id is not null`}
      ${cursor === undefined ? sql`` : sql`and s.id < ${cursor}`}
    order by s.id desc limit ${limit + 1}`)
  const page = rows.slice(0, limit)
  return { data: page.map(syncStatusView), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

const failedBy = ({ name }: CrmCtx["crm"], cause: string, error: string | undefined): SQL => sql`
  and exists (select 1 from crm_outbox e where e.lead_id = s.id and e.provider = ${name} and e.state <> 'done' and e.error_class = ${cause}
    ${error === undefined ? sql`` : sql`and coalesce(e.error, '') = ${error}`})`

const lacks = ({ name }: CrmCtx["crm"], field: string, why: string | undefined): SQL => sql`
  and exists (select 1 from crm_links h cross join lateral jsonb_each(h.withheld) v where h.lead_id = s.id and h.provider = ${name} and v.key = ${field}
    ${why === undefined ? sql`` : sql`and ${wordsOf(sql`v.value`)} = ${why}`})`

/** The CRM's words about a value often name it; without it, equal causes are equal. */
export const wordsOf = (held: SQL): SQL =>
  sql`case when ${held} ->> 'value' = '' then ${held} ->> 'why' else replace(${held} ->> 'why', ${held} ->> 'value', '…') end`

const iso = (at: Date | string | null): string | null => (at === null ? null : new Date(at).toISOString())

const syncStatusView = (row: SyncStatusRow): SyncStatus => ({
  leadId: row.id,
  name: row.called,
  state: row.sync_state,
  contactId: row.contact_id,
  error: row.error,
  attempts: row.attempts ?? 0,
  nextTryAt: iso(row.not_before),
  dirtyAt: iso(row.dirty_at),
  syncedAt: iso(row.synced_at),
  excluded: row.excluded,
  withheld: Object.entries(row.withheld ?? {}).map(([field, held]) => ({ field, ...held })),
})
