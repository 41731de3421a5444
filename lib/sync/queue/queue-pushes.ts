import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { hasOtherCause, type ChangedLead, type Reaction } from "@/lib/platform/lead-change"
import { othersWithdrawn } from "@/lib/leads/consent"
import type { CrmConnection } from "@/lib/sync/connection/crm-connection"
import { settingsKey } from "@/lib/sync/connection/crm-settings"

/**
 * Every changed lead owes the CRM a push, noted in the transaction that changed it. However often a lead changes, it stands
 * in the outbox once; whether there is anything to send is found out by comparing, not here. A new lead and a new stage go
 * before everything else; what was said waits a little, so that a conversation becomes one entry. A change that came from one CRM
 * is owed to all, and that one finds nothing to write. A withdrawal of consent is owed for every lead of the number or address. To a
 * CRM that was disconnected nothing is owed.
 */
const ACTIVITY_DELAY_MS = 120_000
const FIRST = 0
const SOON = 1
const LATER = 2
/** Background work: it comes after everything else. */
export const LAST = 3

export const queuePushes: Reaction = async (ctx, tx, changes) => {
  if (changes.length === 0) return
  const at = ctx.now()
  const rows = new Map<string, OutboxEntry>()
  for (const change of changes) {
    add(rows, { leadId: change.leadId, kind: "lead", priority: priorityOf(change), notBefore: at })
    if ((change.touchpointIds?.length ?? 0) > 0)
      add(rows, {
        leadId: change.leadId,
        kind: "activity",
        priority: change.isBackfill ? LAST : LATER,
        notBefore: new Date(at.getTime() + ACTIVITY_DELAY_MS),
      })
  }
  for (const leadId of await othersWithdrawn(tx, withTouches(changes))) add(rows, { leadId, kind: "lead", priority: LATER, notBefore: at })
  await addToOutbox(tx, null, [...rows.values()], at)
}

function withTouches(changes: readonly ChangedLead[]): { leadIds: string[]; touchpointIds: string[] } {
  const touched = changes.filter(({ touchpointIds = [] }) => touchpointIds.length > 0)
  return { leadIds: touched.map(({ leadId }) => leadId), touchpointIds: touched.flatMap(({ touchpointIds = [] }) => touchpointIds) }
}

function priorityOf(change: ChangedLead): number {
  if (change.isBackfill) return LAST
  if (change.isNew || change.enteredStage !== undefined) return FIRST
  return hasOtherCause(change, "scored") ? SOON : LATER
}

export type OutboxEntry = { leadId: string; kind: "lead" | "activity"; priority: number; notBefore: Date; pull?: boolean }

function add(rows: Map<string, OutboxEntry>, entry: OutboxEntry): void {
  const key = `${entry.leadId} ${entry.kind}`
  const known = rows.get(key)
  rows.set(key, known && known.priority <= entry.priority ? known : entry)
}

/**
 * One statement for the whole batch, for one CRM or for all that are connected. A row that is being pushed keeps its lease
 * and goes round again afterwards.
 */
export async function addToOutbox(
  tx: Pick<Transaction, "execute">,
  crm: Pick<CrmConnection, "name"> | null,
  entries: readonly OutboxEntry[],
  at: Date,
): Promise<void> {
  if (entries.length === 0) return
  // In one order, so that two batches that touch the same leads never block each other.
  const rows = [...entries]
    .sort((a, b) => (a.leadId === b.leadId ? a.kind.localeCompare(b.kind) : a.leadId < b.leadId ? -1 : 1))
    .map((entry) => ({
      lead_id: entry.leadId,
      kind: entry.kind,
      priority: entry.priority,
      not_before: entry.notBefore.toISOString(),
      pull: entry.pull ?? false,
    }))
  const now = at.toISOString()
  await tx.execute(sql`
    insert into crm_outbox as o (id, provider, lead_id, kind, state, priority, not_before, pull, dirty_at, updated_at)
    select gen_random_uuid(), c.name, r.lead_id, r.kind, 'pending', r.priority, r.not_before, r.pull, ${now}, ${now}
    from crm_connections c cross join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(lead_id uuid, kind text, priority int, not_before timestamptz, pull boolean)
    where ${crm === null ? sql`true` : sql`c.name = ${crm.name}`}
      and not exists (select 1 from settings where key = ${settingsKey("")} || c.name and (value ->> 'isDisconnected')::boolean)
    order by r.lead_id, r.kind, c.name
    on conflict (provider, lead_id, kind) do update set
      version = o.version + 1,
      pull = o.pull or excluded.pull,
      state = case when o.state = 'leased' then 'leased' else 'pending' end,
      priority = case when o.state in ('done', 'dead') then excluded.priority else least(o.priority, excluded.priority) end,
      not_before = case
        when o.state = 'done' then excluded.not_before
        when o.state in ('dead', 'parked') then excluded.not_before
        when o.attempts > 0 then o.not_before
        else least(o.not_before, excluded.not_before) end,
      attempts = case when o.state in ('dead', 'parked', 'done') then 0 else o.attempts end,
      error = case when o.state in ('dead', 'parked', 'done') then null else o.error end,
      error_class = case when o.state in ('dead', 'parked', 'done') then null else o.error_class end,
      dirty_at = case when o.state = 'done' then excluded.dirty_at else o.dirty_at end,
      updated_at = excluded.updated_at`)
}

/** Leads that were not pushed because they may not be served are judged again. */
export async function queueHeldBack(db: Pick<Transaction, "execute">, at: Date): Promise<void> {
  await db.execute(sql`
    update crm_outbox set state = 'pending', version = version + 1, priority = ${LAST}, not_before = ${at.toISOString()}, dirty_at = ${at.toISOString()},
      error_class = null, updated_at = ${at.toISOString()}
    where state = 'done' and error_class = 'no_consent'`)
}
