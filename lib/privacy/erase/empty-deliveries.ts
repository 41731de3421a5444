import { sql, type SQL } from "drizzle-orm"
import type { Transaction } from "@/db/client"

/**
 * Bodies go, and with them every way to ingest them again. The provider's id of the delivery stays, so that a repeat is
 * still recognised, unless it quotes the person itself.
 */
export async function emptyDeliveries(tx: Transaction, where: SQL, pattern: string | null): Promise<void> {
  await tx.execute(sql`
    update inbound_events t set raw = '', headers = '{}', waiting_keys = null, notes = '{}',
      idempotency_key = case when idempotency_key ~* ${pattern}::text then 'erased:' || id else idempotency_key end,
      state = case when state = 'done' then state else 'ignored' end,
      reason = case when state = 'done' then null else 'The person was erased, and the body with them.' end
    where ${where}`)
}
