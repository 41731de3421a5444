import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { PROVIDER } from "@/lib/sync/connection/crm-settings"
import { LAST } from "@/lib/sync/queue/queue-pushes"
import { inList } from "@/lib/sync/queue/outbox"

/** New leads go to the CRM before everything else; those that have just come from it in their thousands do not. */
export async function yieldPushes(tx: Pick<Transaction, "execute">, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return
  await tx.execute(sql`
    update crm_outbox set priority = ${LAST} where provider = ${PROVIDER} and state = 'pending' and attempts = 0 and lead_id in (${inList(leadIds)})`)
}
