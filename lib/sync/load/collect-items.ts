import { sql } from "drizzle-orm"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"

/**
 * What became of the leads that a load handed to the sync. One that keeps failing is counted as failed and goes on being
 * tried by the sync; it does not hold up the load.
 */
const PATIENCE = 3

export async function collectItems({ db, crm }: Pick<CrmCtx, "db" | "crm">, loadId: string): Promise<void> {
  await db.execute(sql`
    with ended as (
      select i.id, i.outcome, o.state as push, o.error, k.origin, k.id as link, k.external_id,
        exists (select 1 from crm_links d where d.lead_id = i.lead_id and d.provider = ${crm.name} and d.object_type = 'deal' and d.origin = 'adopted') as has_adopted_deal,
        exists (select 1 from crm_links d where d.lead_id = i.lead_id and d.provider = ${crm.name} and d.object_type = 'deal') as has_deal
      from crm_load_items i
      left join crm_outbox o on o.provider = ${crm.name} and o.lead_id = i.lead_id and o.kind = 'lead'
      left join lateral (
        select id, origin, external_id from crm_links where lead_id = i.lead_id and provider = ${crm.name} and object_type = 'contact' order by id limit 1
      ) k on true
      where i.load_id = ${loadId} and i.state = 'waiting'
        and (o.id is null or o.state in ('done', 'dead', 'parked') or (o.state = 'pending' and o.attempts >= ${PATIENCE}))
    )
    update crm_load_items i set
      state = case when e.push = 'done' then 'done' else 'failed' end,
      outcome = case when e.push = 'done' and e.link is null then 'skip'
        when i.outcome = 'create' and e.origin in ('adopted', 'brought') then 'adopt' else i.outcome end,
      external_id = coalesce(i.external_id, e.external_id),
      deal = case when e.push = 'done' and i.outcome in ('create', 'adopt') and e.link is not null and e.has_deal
        then case when e.has_adopted_deal then 'adopt' else 'make' end else i.deal end,
      reason = case when e.push = 'done' and e.link is null then 'it was joined to another lead, or left out meanwhile'
        when e.push = 'done' then i.reason
        when e.push = 'pending' then coalesce(e.error, 'it failed') || ' It goes on being tried.'
        else coalesce(e.error, 'it was taken back') end
    from ended e where i.id = e.id`)
}
