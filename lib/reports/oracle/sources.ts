import { sql, type SQL } from "drizzle-orm"
import { CONTACT_PATTERN } from "@/lib/core/privacy/contact-pattern"
import { NOBODY } from "@/lib/core/metrics/measures"

/** Where each touch that carries a mark of it says that it came from; said apart from how the postings read it. */
export const SAID: SQL = sql`
  select t.lead_id, t.id, t.occurred_at, left(case when trim(a.utm_campaign) <> '-' and a.utm_campaign !~* ${CONTACT_PATTERN} then lower(trim(a.utm_campaign)) else '' end, 100) as campaign, left(case
    when trim(coalesce(a.utm_source, '')) not in ('', '-') and a.utm_source !~* ${CONTACT_PATTERN} then lower(trim(a.utm_source)) when a.gclid is not null then 'google'
    when a.fbclid is not null then 'facebook' when a.ctwa_clid is not null or a.ad_id is not null then 'meta' else '' end, 100) as source
  from attributions a join touchpoints t on t.id = a.touchpoint_id where t.direction = 'inbound' and t.author_role = 'person'`

const FIRST_SAID: SQL = sql`
  select distinct on (lead_id) lead_id, source, campaign from (${SAID}) said where source <> '' or campaign <> '' order by lead_id, occurred_at, id`

/** Leads that count, with whose they are and where they came from first: what numbers are grouped and filtered by. */
export const LEADS: SQL = sql`
  select leads.id, first_touch_at, first_channel as channel, coalesce(owner_id, ${NOBODY}::uuid) as owner_id, band,
    coalesce(source, '') as source, coalesce(campaign, '') as campaign
  from leads left join (${FIRST_SAID}) told on told.lead_id = leads.id where state = 'active' and kind = 'lead'`
