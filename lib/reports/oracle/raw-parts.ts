import { sql, type SQL } from "drizzle-orm"

/** What plain counts of the leads are made of; said apart from how the sums are kept, so that the one can be held against the other. */
export const texts = (values: readonly string[]): SQL =>
  sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )

/** Where each person said first that they came from. */
export const firstSaidSql = (): SQL => sql`
  select distinct on (lead_id) lead_id, source, campaign from (${saidSql()}) said where source <> '' or campaign <> '' order by lead_id, occurred_at, id`

/** Where each touch that carries a mark of it says that it came from. */
export const saidSql = (): SQL => sql`
  select t.lead_id, t.id, t.occurred_at, left(case when trim(a.utm_campaign) <> '-' then lower(trim(a.utm_campaign)) else '' end, 100) as campaign, left(case
    when trim(coalesce(a.utm_source, '')) not in ('', '-') then lower(trim(a.utm_source)) when a.gclid is not null then 'google'
    when a.fbclid is not null then 'facebook' when a.ctwa_clid is not null or a.ad_id is not null then 'meta' else '' end, 100) as source
  from attributions a join touchpoints t on t.id = a.touchpoint_id where t.direction = 'inbound' and t.author_role = 'person'`

/** A word of the person's, and one of ours, as a touchpoint has it. */
export function isQuestion(of: string): SQL {
  const kinds = texts(["message", "form_submitted", "call_missed", "call_answered", "lead_qualified", "enquiry", "walk_in", "referral"])
  return sql`(${sql.raw(of)}.direction = 'inbound' and ${sql.raw(of)}.author_role = 'person' and ${sql.raw(of)}.kind in (${kinds}))`
}

export function isAnswer(of: string): SQL {
  const [kind, role, machine] = ["kind", "author_role", "details->>'automated'"].map((name) => sql.raw(`${of}.${name}`))
  return sql`(${kind} = 'call_answered' or (${kind} in ('message', 'call_ended') and ${role} = 'agent' and ${sql.raw(of)}.direction = 'outbound' and coalesce(${machine}, '') <> 'true'))`
}

/** Each stay in a stage: entering it again while in it is no other. `next` and `left_at` are null of the last one. */
export const stagesSql = (): SQL => sql`
  select lead_id, to_stage_id as stage, at, lead(to_stage_id) over w as next, lead(at) over w as left_at from (
    select *, lag(to_stage_id) over (partition by lead_id order by at, id) as before from stage_history
  ) moves where before is distinct from to_stage_id window w as (partition by lead_id order by at, id)`
