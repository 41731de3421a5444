import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { CrmChange } from "@/lib/crm/provider"
import { newId } from "@/lib/platform/ids"

/**
 * Notes which records of a CRM to look at. A notice says no more than that something happened, and may be late, doubled or out
 * of order: the record itself is read, so only the weightiest kind of news is kept.
 */
export type QueuedChange = Pick<CrmChange, "provider" | "object" | "externalId" | "kind"> & { inboundEventId: string | null }

const WEIGHT = sql.raw("array['changed', 'merged', 'deleted', 'privacy']")

export async function queueChanges(tx: Pick<Transaction, "execute">, changes: readonly QueuedChange[], now: Date): Promise<void> {
  if (changes.length === 0) return
  const byRecord = new Map<string, QueuedChange>()
  const weights = ["changed", "merged", "deleted", "privacy"]
  for (const change of changes) {
    const key = `${change.provider} ${change.object} ${change.externalId}`
    const known = byRecord.get(key)
    if (!known || weights.indexOf(change.kind) >= weights.indexOf(known.kind)) byRecord.set(key, change)
  }
  const rows = [...byRecord]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, change]) => ({
      id: newId(),
      provider: change.provider,
      object_type: change.object,
      external_id: change.externalId,
      change: change.kind,
      inbound_event_id: change.inboundEventId,
    }))
  const at = now.toISOString()
  await tx.execute(sql`
    insert into crm_inbox as i (id, provider, object_type, external_id, state, change, not_before, inbound_event_id, updated_at)
    select r.id, r.provider, r.object_type, r.external_id, 'pending', r.change, ${at}, r.inbound_event_id, ${at}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, provider text, object_type text, external_id text, change text, inbound_event_id uuid)
    order by r.provider, r.object_type, r.external_id
    on conflict (provider, object_type, external_id) do update set
      version = i.version + 1, state = case when i.state = 'leased' then 'leased' else 'pending' end,
      change = case when i.state = 'done' or array_position(${WEIGHT}, excluded.change) >= array_position(${WEIGHT}, i.change) then excluded.change else i.change end,
      not_before = least(i.not_before, excluded.not_before), attempts = case when i.state in ('done', 'dead') then 0 else i.attempts end,
      inbound_event_id = coalesce(excluded.inbound_event_id, i.inbound_event_id), updated_at = ${at}`)
}
