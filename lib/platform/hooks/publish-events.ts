import { sql, type SQL } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { HookEventType, HookFacts } from "@/lib/core/hooks/hook-events"

export type HookEvent = { type: HookEventType; leadId: string; facts?: HookFacts }

/**
 * Owes each endpoint that listens the events, in the transaction of the change: what is rolled back is never told. One statement
 * for a whole batch, and nothing is written where nobody listens. `onlyIf` is asked of each event, as the row `r`.
 */
export async function publishEvents(
  tx: Pick<Transaction, "execute">,
  events: readonly HookEvent[],
  at: Date,
  onlyIf: SQL = sql`true`,
): Promise<void> {
  if (events.length === 0) return
  const rows = events.map(({ type, leadId, facts = {} }, n) => ({ n, type, lead_id: leadId, facts }))
  await tx.execute(sql`
    insert into hook_deliveries (id, endpoint_id, type, lead_id, facts, state, not_before, created_at)
    select gen_random_uuid(), e.id, r.type, r.lead_id, r.facts, 'pending', ${at.toISOString()}, ${at.toISOString()}
    from hook_endpoints e
    cross join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(n int, type text, lead_id uuid, facts jsonb)
    where e.is_active and r.type = any(e.events) and ${onlyIf}
    order by r.n, e.id`)
}
