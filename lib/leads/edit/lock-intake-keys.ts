import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { lockKeys } from "@/lib/leads/ingest/load-batch-state"

/**
 * Locks every key by which ingest finds these leads, before the leads themselves and in ingest's order: an event of one
 * of them comes entirely before or after the change.
 */
export async function lockIntakeKeys(tx: Transaction, leadIds: readonly string[]): Promise<void> {
  await lockKeys(tx, await intakeKeysOf(tx, leadIds))
}

async function intakeKeysOf(tx: Transaction, leadIds: readonly string[]): Promise<string[]> {
  const ids = JSON.stringify(leadIds)
  const { rows } = await tx.execute<{ key: string }>(sql`
    with named as (select value::uuid as id from jsonb_array_elements_text(${ids}::jsonb))
    select kind || ':' || value as key from lead_identities where lead_id in (select id from named)
    union all select 'conversation:' || provider || ':' || external_id from conversations where lead_id in (select id from named)
    union all select 'booking:' || external_id from bookings where lead_id in (select id from named)`)
  return rows.map(({ key }) => key)
}
