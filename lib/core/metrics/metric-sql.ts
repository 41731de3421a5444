/**
 * Every metric as plain SQL over the leads themselves. It runs with :zone, :from, :to, :stage, :currency and
 * :sla_minutes filled in, and a test compares the reports with it. A sketch explains what SQL cannot express.
 */
const day = (at: string): string => `(${at} at time zone :zone)::date between :from and :to`
const ARRIVED = day("leads.first_touch_at")
const COUNTED = "leads.state = 'active' and leads.kind = 'lead'"
const OPEN = `where ${COUNTED} and stage_id in (select id from stages where outcome = 'open')`
const BOOKED = `from bookings b join leads on leads.id = b.lead_id
where ${COUNTED} and b.status <> 'cancelled' and ${day("coalesce(b.booked_at, b.status_at)")}
  and (coalesce(b.booked_at, b.status_at) at time zone :zone)::date >= (leads.first_touch_at at time zone :zone)::date`
const QUESTION = `join lateral (
  select t.occurred_at, t.kind from touchpoints t
  where t.lead_id = leads.id and t.direction = 'inbound' and t.author_role = 'person'
    and t.kind in ('message', 'form_submitted', 'call_missed', 'call_answered', 'lead_qualified', 'enquiry', 'walk_in', 'referral')
  order by t.occurred_at, t.id limit 1) asked on true`
const WAITS = "asked.kind not in ('walk_in', 'referral')"
const ANSWERS = `select leads.id, asked.occurred_at as asked_at, (
  select min(t.occurred_at) from touchpoints t where t.lead_id = leads.id and t.occurred_at >= asked.occurred_at
    and (t.kind = 'call_answered' or (t.direction = 'outbound' and t.author_role = 'agent' and t.kind in ('message', 'call_ended')
      and t.details->>'automated' is distinct from 'true'))) as answered_at
from leads ${QUESTION}
where ${COUNTED} and ${ARRIVED} and ${WAITS}`

/** Entering a stage again while in it, as after a merge, is not a new stay. */
const STAYS = `
  select lead_id, at, to_stage_id as stage, lead(to_stage_id) over w as next, lead(at) over w as left_at from (
    select *, lag(to_stage_id) over (partition by lead_id order by at, id) as before from stage_history) entered
  where before is distinct from to_stage_id window w as (partition by lead_id order by at, id)`

export const METRIC_SQL = {
  leads: `select count(*) from leads
where ${COUNTED} and ${ARRIVED}`,
  conversion: `select count(*) filter (where stage_id = 'booked'
  or exists (select 1 from stage_history h where h.lead_id = leads.id and h.to_stage_id = 'booked'))::float / nullif(count(*), 0)
from leads where ${COUNTED} and ${ARRIVED}`,
  reached: `select count(*) from leads
where ${COUNTED} and ${ARRIVED} and exists (
  select 1 from stages s
  where s.outcome <> 'lost' and s.position >= (select position from stages where id = :stage)
    and (s.id = leads.stage_id or exists (select 1 from stage_history h where h.lead_id = leads.id and h.to_stage_id = s.id)))`,
  lost: `select count(*) from leads
where ${COUNTED} and stage_id = 'lost' and ${ARRIVED}`,
  moves: `select count(*) from stage_history h join leads on leads.id = h.lead_id
where ${COUNTED} and h.to_stage_id = :stage and ${day("h.at")}`,
  went_on: `with moves as (${STAYS})
select count(*) filter (where onto.outcome <> 'lost' and onto.position > was.position)::float / nullif(count(*), 0)
from moves join leads on leads.id = moves.lead_id join stages was on was.id = moves.stage join stages onto on onto.id = moves.next
where ${COUNTED} and moves.stage = :stage and moves.next is not null and ${day("moves.left_at")}`,
  win_rate: `select count(*) filter (where h.to_stage_id = 'booked')::float / nullif(count(*), 0)
from stage_history h join leads on leads.id = h.lead_id
where ${COUNTED} and h.to_stage_id in ('booked', 'lost') and ${day("h.at")}`,
  bookings: `select count(*) ${BOOKED}`,
  revenue: `select coalesce(sum(b.amount_minor), 0) / 100.0 ${BOOKED} and b.currency = :currency`,
  foreign_bookings: `select count(*) ${BOOKED} and b.currency <> :currency`,
  asked: `select count(*) from leads ${QUESTION}
where ${COUNTED} and ${ARRIVED} and ${WAITS}`,
  response: `-- Working minutes from asked_at to answered_at are counted by the team's calendar, which SQL does not know:
-- the figures are the median and the 90th percentile of those. This lists what they are counted from.
${ANSWERS}`,
  sla: `-- In time is an answer within :sla_minutes working minutes after asked_at, by the team's calendar, which SQL does not
-- know: their number is divided by that of all leads that asked. This lists what it is counted from.
${ANSWERS}`,
  time_in_stage: `with moves as (${STAYS})
select percentile_disc(0.5) within group (order by floor(extract(epoch from moves.left_at - moves.at) / 60))
from moves join leads on leads.id = moves.lead_id
where ${COUNTED} and moves.stage = :stage and moves.next is not null and ${day("moves.left_at")}`,
  open: `-- In a row of the ageing table also: and (stage_entered_at at time zone :zone)::date between its days
select count(*) from leads ${OPEN}`,
  unowned: `select count(*) from leads ${OPEN} and owner_id is null`,
  attribution: `-- A sketch: a visit is a run of touches by one channel and source, which is told apart outside SQL.
select channel, sum(share) from visits where at <= booked_at group by channel`,
  paths: `-- A sketch: a visit is a run of touches by one channel and source, which is told apart outside SQL.
select string_agg(channel, ' > ' order by at) as path, count(*) from visits where at <= booked_at group by booking_id`,
  cost: `with spent as (
  select channel, sum(round(amount_minor * (least(month + interval '1 month' - interval '1 day', :to)::date - greatest(month, :from) + 1)::numeric
    / ((month + interval '1 month')::date - month))) / 100 as spend
  from channel_spend where month <= :to and month + interval '1 month' > :from group by channel
), arrived as (
  select first_channel as channel, count(*) as n from leads where ${COUNTED} and ${ARRIVED} group by 1
), booked as (
  select first_channel as channel, count(*) as n ${BOOKED} group by 1
)
select spent.channel, spend / nullif(arrived.n, 0) as per_lead, spend / nullif(booked.n, 0) as per_booking
from spent left join arrived using (channel) left join booked using (channel)`,
  pace: `-- By the end of :to; for every goal of its month
select metric, owner_id, round(target * (:to::date - month + 1)::numeric / ((month + interval '1 month')::date - month))
from goals where month = date_trunc('month', :to::date)`,
  duplicates: `with recursive family(lead_id, id) as (
  select id, id from leads where ${COUNTED} and ${ARRIVED}
  union all select f.lead_id, l.id from family f join leads l on l.merged_into = f.id
), merged as (
  select count(*)::float as n from merges m join family f on f.id = m.survivor_id where m.undone_at is null
)
select n / nullif(n + (select count(*) from leads where ${COUNTED} and ${ARRIVED}), 0) from merged`,
  questioned: `with recursive family(lead_id, id) as (
  select id, id from leads where ${COUNTED} and ${ARRIVED}
  union all select f.lead_id, l.id from family f join leads l on l.merged_into = f.id
)
select count(distinct lead_id) filter (where exists (
  select 1 from duplicate_items i where i.kind = 'pair' and family.id in (i.lead_a, i.lead_b)))::float / nullif(count(distinct lead_id), 0)
from family`,
  merges: `with recursive family(lead_id, id) as (
  select id, id from leads where ${COUNTED}
  union all select f.lead_id, l.id from family f join leads l on l.merged_into = f.id
)
select count(*) from merges m join family f on f.id = m.survivor_id
where m.undone_at is null and ${day("m.at")}`,
  duplicate_questions: "select count(*) from duplicate_items where status = 'pending'",
  dead_events: `select count(*) from inbound_events
where state = 'dead' and ${day("received_at")}`,
  crm_agreement: `select equal::float / nullif(equal + different + missing_here + missing_there, 0)
from crm_agreements order by at desc limit 1`,
}
