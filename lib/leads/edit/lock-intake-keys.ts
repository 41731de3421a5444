import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { lockKeys } from "@/lib/platform/lock-order"

/**
 * Locks every key by which the intake finds these leads, before the leads themselves and in ingest's own order: an event
 * of one of them comes wholly before or wholly after what is done to it. `further` are keys that they are about to get.
 */
export async function lockIntakeKeys(tx: Transaction, leadIds: readonly string[], further: readonly string[] = []): Promise<void> {
  await lockKeys(tx, [...(await intakeKeysOf(tx, leadIds)), ...further])
}

async function intakeKeysOf(tx: Transaction, leadIds: readonly string[]): Promise<string[]> {
  const { rows } = await tx.execute<{ key: string }>(sql`
    with named as ${idsIn(leadIds)}
    select kind || ':' || value as key from lead_identities where lead_id in (select id from named)
    union all select 'conversation:' || provider || ':' || external_id from conversations where lead_id in (select id from named)
    union all select 'booking:' || external_id from bookings where lead_id in (select id from named)`)
  return rows.map(({ key }) => key)
}
