import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/platform/context"
import { PROVIDER } from "@/lib/sync/connection/crm-settings"

/** Leads that no load sends, by why: kept out of the CRM, or not on the board and unknown there. */
export async function countLeftOut({ db }: Pick<Ctx, "db">): Promise<Record<string, number>> {
  const { rows } = await db.execute<{ reason: string; n: number }>(sql`
    select coalesce(x.reason, l.kind) as reason, count(*)::int as n
    from leads l left join (select distinct on (lead_id) lead_id, reason from crm_exclusions where provider = ${PROVIDER}) x on x.lead_id = l.id
    where l.state = 'active' and (x.lead_id is not null
      or (l.kind <> 'lead' and not exists (select 1 from crm_links k where k.lead_id = l.id and k.provider = ${PROVIDER})))
    group by 1`)
  return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]))
}
