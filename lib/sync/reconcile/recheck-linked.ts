import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/platform/context"
import type { SyncField } from "@/lib/core/sync/mapping"
import { PROVIDER } from "@/lib/sync/connection/crm-settings"
import { LAST } from "@/lib/sync/queue/queue-pushes"

/**
 * Compares every linked lead again, behind everything else: the mapping has changed, or the account serves it again. Values of
 * these fields that the account had refused are worth another try.
 */
export async function recheckLinked({ db, now }: Pick<Ctx, "db" | "now">, fields: readonly SyncField[] = []): Promise<void> {
  const at = now().toISOString()
  for (const field of fields)
    await db.execute(
      sql`update crm_links set withheld = withheld - ${field}::text where provider = ${PROVIDER} and withheld -> ${field}::text is not null`,
    )
  await db.execute(sql`
    update crm_outbox set version = version + 1, pull = true, priority = ${LAST}, not_before = ${at}, dirty_at = ${at}, updated_at = ${at},
      state = case when state = 'leased' then 'leased' else 'pending' end
    where provider = ${PROVIDER} and kind = 'lead' and state in ('done', 'leased')`)
}
