import { ADVANCED_MEASURES, ENTERED_MEASURES, LEFT_MEASURES, STOCK_MEASURES, type CREDIT_MEASURES, type Measure } from "./measures"
import { firstQuestionSql, judgedQuestionSql } from "@/lib/core/response/who-spoke"

/**
 * Every number as plain SQL that counts it from the leads themselves, written without a look at how the sums are kept. It
 * is what the glossary shows, what the nightly check holds the sums against, and what the tests do. It runs as it stands
 * with :zone, :from, :to, :stage and :currency filled in. A sketch says how something is counted that SQL cannot say.
 */
const COUNTED = "l.state = 'active' and l.kind = 'lead'"
const dayOf = (at: string): string => `(${at} at time zone :zone)::date`
const ARRIVED = dayOf("l.first_touch_at")
const BOOKED = dayOf("coalesce(b.booked_at, b.status_at)")

/** What a measure is the sum of: lead_id, day, n. */
const rows = (day: string, { n = "1", from = "", where = "true" } = {}): string => `select l.id as lead_id, ${day} as day, ${n} as n
from leads l${from && ` ${from}`}
where ${COUNTED}${where === "true" ? "" : ` and ${where}`}`

const reached = (stage: string): string =>
  rows(ARRIVED, {
    where: `exists (
  select 1 from stages s
  where s.outcome <> 'lost' and s.position >= (select position from stages where id = ${stage})
    and (s.id = l.stage_id or exists (select 1 from stage_history h where h.lead_id = l.id and h.to_stage_id = s.id)))`,
  })
const entered = (stages: string): string =>
  rows(dayOf("h.at"), { from: "join stage_history h on h.lead_id = l.id", where: `h.to_stage_id in (${stages})` })
const left = (stage: string, onward = ""): string =>
  rows(dayOf("m.left_at"), {
    from: "join moves m on m.lead_id = l.id join stages was on was.id = m.stage join stages onto on onto.id = m.next",
    where: `m.stage = ${stage}${onward}`,
  })
const advanced = (stage: string): string => left(stage, " and onto.outcome <> 'lost' and onto.position > was.position")
const open = (where: string): string => rows(dayOf("l.stage_entered_at"), { where })
const booked = (n: string, where = ""): string =>
  rows(BOOKED, {
    n,
    from: "join bookings b on b.lead_id = l.id",
    where: `b.status <> 'cancelled' and ${BOOKED} >= ${ARRIVED}${where}`,
  })
const asked = (where?: string): string =>
  rows(ARRIVED, { from: `cross join lateral (${firstQuestionSql("l")}) q`, ...(where ? { where } : {}) })

const PARTS = {
  leads: rows(ARRIVED),
  lost: rows(ARRIVED, { where: "l.stage_id = 'lost'" }),
  asked: asked(),
  answered: asked("q.answered_at is not null"),
  bookings: booked("1"),
  revenue: booked("case when b.currency = :currency then coalesce(b.amount_minor, 0) else 0 end"),
  foreign_bookings: booked("1", " and b.currency <> :currency"),
  questioned: rows(ARRIVED, {
    where: `exists (
  select 1 from family f join duplicate_items i on f.id in (i.lead_a, i.lead_b) where f.lead_id = l.id and i.kind = 'pair')`,
  }),
  absorbed: rows(ARRIVED, { from: "join merged m on m.lead_id = l.id" }),
  merges: rows(dayOf("m.at"), { from: "join merged m on m.lead_id = l.id" }),
}

/** What the rows read besides tables. */
const VIEWS = {
  /** Each stay in a stage that was left; entering it again while in it, as a merged lead did, is no other stay. */
  moves: `select lead_id, at, stage, next, left_at from (
    select lead_id, at, to_stage_id as stage, lead(to_stage_id) over w as next, lead(at) over w as left_at from (
      select *, lag(to_stage_id) over (partition by lead_id order by at, id) as before from stage_history) entered
    where before is distinct from to_stage_id window w as (partition by lead_id order by at, id)) stays
  where next is not null`,
  /** A lead and all that were merged into it. */
  family: `select id as lead_id, id from leads where state = 'active'
    union all select f.lead_id, l.id from family f join leads l on l.merged_into = f.id`,
  merged: `select f.lead_id, m.at from merges m join family f on f.id = m.survivor_id where m.undone_at is null`,
}

/** A statement with the views that it reads put before it. */
export function withViews(statement: string): string {
  const reads = (text: string, name: string) => new RegExp(`\\b(from|join) ${name}\\b`).test(text)
  const needed = Object.entries(VIEWS).filter(([name]) => reads(statement, name) || (name === "family" && reads(statement, "merged")))
  if (needed.length === 0) return statement
  return `with recursive ${needed.map(([name, text]) => `${name} as (\n  ${text}\n)`).join(", ")}\n${statement}`
}

const ofEach = <M extends Measure>(measures: readonly M[], of: (stage: string) => string): Record<M, string> =>
  Object.fromEntries(measures.map((measure) => [measure, of(`'${measure.slice(measure.indexOf("_") + 1)}'`)])) as Record<M, string>

/** Working minutes are not SQL's to count, and shares of bookings follow visits: neither is among these. */
type OtherMeasure = "answered_in_sla" | "late" | "waiting" | (typeof CREDIT_MEASURES)[number]
export type CountedMeasure = Exclude<Measure, OtherMeasure>

export const MEASURE_SQL: Record<CountedMeasure, string> = {
  ...PARTS,
  ...ofEach(["reached_contacted", "reached_qualified", "reached_proposal", "reached_negotiation", "reached_booked"] as const, reached),
  ...ofEach(ENTERED_MEASURES, entered),
  ...ofEach(LEFT_MEASURES, left),
  ...ofEach(ADVANCED_MEASURES, advanced),
  ...ofEach(STOCK_MEASURES, (stage) => open(`l.stage_id = ${stage}`)),
}

/** The first question of every lead that counts, how its wait ended, and the priority that it is judged by. */
export const QUESTIONS_SQL = `select l.id as lead_id, ${ARRIVED} as day, q.*
from leads l cross join lateral (${judgedQuestionSql("l")}) q
where ${COUNTED}`

/** How long each stage was stood in, on the wall clock: lead_id, day, stage, minutes. */
export const STAYS_SQL = `select l.id as lead_id, ${dayOf("m.left_at")} as day, m.stage,
  floor(extract(epoch from m.left_at - m.at) / 60)::int as minutes
from leads l join moves m on m.lead_id = l.id
where ${COUNTED}`

const within = (text: string): string => `(\n${text}\n) counted where day between :from and :to`
const total = (text: string): string => withViews(`select coalesce(sum(n), 0)::float as total from ${within(text)}`)
const share = (of: string, all: string): string =>
  withViews(`select (select sum(n)::float from ${within(of)})
  / nullif((select sum(n) from ${within(all)}), 0) as share`)

export const METRIC_SQL = {
  leads: total(PARTS.leads),
  conversion: share(MEASURE_SQL.reached_booked, PARTS.leads),
  reached: total(reached(":stage")),
  lost: total(PARTS.lost),
  moves: total(entered(":stage")),
  went_on: share(advanced(":stage"), left(":stage")),
  win_rate: share(MEASURE_SQL.entered_booked, entered("'booked', 'lost'")),
  bookings: total(PARTS.bookings),
  revenue: `-- In hundredths of the currency's main unit\n${total(PARTS.revenue)}`,
  foreign_bookings: total(PARTS.foreign_bookings),
  asked: total(PARTS.asked),
  response: `-- Working minutes from asked_at (or known_at, if that is later and before the end of the wait) to answered_at are counted by
-- the team's calendar, which SQL does not know: the figures are the median and the 90th percentile of those.
select * from ${within(QUESTIONS_SQL)}`,
  sla: `-- In time is a contact by the target of the band, counted in working minutes, which SQL does not know; late is what came
-- or comes later. The share is of those two: what waits within its target, or was settled before, is neither.
select * from ${within(QUESTIONS_SQL)}`,
  time_in_stage: withViews(
    `select percentile_disc(0.5) within group (order by minutes) as median from ${within(STAYS_SQL)} and stage = :stage`,
  ),
  open: `-- In a row of the ageing table: where day between its days
select count(*) from (\n${open("l.stage_id in (select id from stages where outcome = 'open')")}\n) counted`,
  unowned: `select count(*) from (\n${open("l.owner_id is null and l.stage_id in (select id from stages where outcome = 'open')")}\n) counted`,
  attribution: `-- A sketch: a visit is a run of touches by one channel and source, which is told apart outside SQL.
select channel, sum(share) from visits where at <= booked_at group by channel`,
  paths: `-- A sketch: a visit is a run of touches by one channel and source, which is told apart outside SQL.
select string_agg(channel, ' > ' order by at) as path, count(*) from visits where at <= booked_at group by booking_id`,
  cost: `with spent as (
  select channel, sum(round(amount_minor * (least(month + interval '1 month' - interval '1 day', :to)::date - greatest(month, :from) + 1)::numeric
    / ((month + interval '1 month')::date - month))) / 100 as spend
  from channel_spend where month <= :to and month + interval '1 month' > :from group by channel
), arrived as (
  select l.first_channel as channel, sum(n) as n from ${within(PARTS.leads).replace("counted", "counted join leads l on l.id = lead_id")} group by 1
), booked as (
  select l.first_channel as channel, sum(n) as n from ${within(PARTS.bookings).replace("counted", "counted join leads l on l.id = lead_id")} group by 1
)
select spent.channel, spend / nullif(arrived.n, 0) as per_lead, spend / nullif(booked.n, 0) as per_booking
from spent left join arrived using (channel) left join booked using (channel)`,
  pace: `-- By the end of :to; for every goal of its month
select metric, owner_id, round(target * (:to::date - month + 1)::numeric / ((month + interval '1 month')::date - month))
from goals where month = date_trunc('month', :to::date)`,
  duplicates: share(PARTS.absorbed, `${PARTS.absorbed}\nunion all ${PARTS.leads}`),
  questioned: share(PARTS.questioned, PARTS.leads),
  merges: total(PARTS.merges),
  duplicate_questions: "select count(*) from duplicate_items where status = 'pending'",
  dead_events: `select count(*) from inbound_events
where state = 'dead' and ${dayOf("received_at")} between :from and :to`,
  crm_agreement: `select equal::float / nullif(equal + different + missing_here + missing_there, 0)
from crm_agreements order by at desc limit 1`,
}
