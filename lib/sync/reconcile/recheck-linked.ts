import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import type { SyncField } from "@/lib/core/sync/mapping"
import { LAST } from "@/lib/sync/queue/queue-pushes"

/**
 * Compares every linked lead again, behind everything else: the mapping has changed, or the account serves it again. Values of
 * these fields that the account had refused are worth another try.
 */
export async function recheckLinked(ctx: CrmCtx, fields: readonly SyncField[] = []): Promise<void> {
  await changeLeads(ctx, ({ db, now }) => recheck(db, ctx.crm, now().toISOString(), fields))
}

async function recheck(db: Transaction, crm: CrmCtx["crm"], at: string, fields: readonly SyncField[]): Promise<void> {
  for (const field of fields)
    await db.execute(
      sql`update crm_links set withheld = withheld - ${field}::text where provider = ${crm.name} and withheld -> ${field}::text is not null`,
    )
  await db.execute(sql`
    update crm_outbox set version = version + 1, pull = true, priority = ${LAST}, not_before = ${at}, dirty_at = ${at}, updated_at = ${at},
      state = case when state = 'leased' then 'leased' else 'pending' end
    where id in (select id from crm_outbox where provider = ${crm.name} and kind = 'lead' and state in ('done', 'leased') order by lead_id for update)`)
}
