import { sql } from "drizzle-orm"
import { writeAudit } from "@/lib/audit-log"
import type { Ctx } from "@/lib/context"
import { requirePermission } from "@/lib/permissions"
import { PROVIDER } from "./crm-settings"
import { openBudget } from "./budget"

/** Behind everything that happens meanwhile. */
const LAST = 3

/** Owes the CRM every lead of the board that it does not have: the first load. Doing it twice owes nothing twice. */
export const sendAll = async (ctx: Ctx): Promise<number> => {
  requirePermission(ctx, "sync.manage")
  await openBudget(ctx.db, ctx.now())
  const at = ctx.now().toISOString()
  return await ctx.db.transaction(async (tx) => {
    const { rowCount } = await tx.execute(sql`
      insert into crm_outbox (id, provider, lead_id, kind, state, priority, not_before, dirty_at, updated_at)
      select l.id, ${PROVIDER}, l.id, 'lead', 'pending', ${LAST}, ${at}, ${at}, ${at} from leads l
      where l.state = 'active' and l.kind = 'lead'
        and not exists (select 1 from crm_links k where k.lead_id = l.id and k.provider = ${PROVIDER} and k.object_type = 'contact')
        and not exists (select 1 from crm_exclusions x where x.lead_id = l.id and x.provider = ${PROVIDER})
      on conflict (provider, lead_id, kind) do update set state = 'pending', attempts = 0, error = null, error_class = null, not_before = ${at}
      where crm_outbox.state in ('done', 'dead', 'parked')`)
    const count = rowCount ?? 0
    await writeAudit(ctx, tx, { action: "crm.first_load", subject: PROVIDER, change: { leads: count } })
    return count
  })
}
