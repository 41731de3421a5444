import { sql, type SQL } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { NOBODY, type Measure } from "@/lib/core/metrics/measures"
import type { Period } from "@/lib/core/metrics/periods"
import { whereSql } from "./reader"
import type { ReportFilter } from "./report-query"

/**
 * The same numbers by plain GROUP BY over the leads themselves, written without a look at how the sums are kept: what
 * the nightly check and the tests hold the sums against. Slow by nature.
 */
export const RAW_MEASURES = [
  "leads",
  "reached_qualified",
  "reached_booked",
  "lost",
  "asked",
  "answered",
  "entered_contacted",
  "entered_booked",
  "entered_lost",
  "left_contacted",
  "advanced_contacted",
  "bookings",
  "revenue",
  "open_new_lead",
  "open_proposal",
  "questioned",
  "absorbed",
  "merges",
  "foreign_bookings",
] as const satisfies readonly Measure[]

export const RAW_KEYS = ["channel", "agent", "source", "campaign"] as const

export type RawRow = Record<(typeof RAW_MEASURES)[number], number> & Record<(typeof RAW_KEYS)[number] | "month", string>

type Given = { period: Period; filter: ReportFilter; timeZone: string; currency: string }

/** By month, channel, owner, source and campaign. */
export const rawCounts = async (tx: Pick<Transaction, "execute">, given: Given): Promise<RawRow[]> => {
  const { rows } = await tx.execute<RawRow>(rawSql(given))
  return rows
}

const rawSql = ({ period, filter, timeZone, currency }: Given): SQL => {
  const day = (at: SQL) => sql`(${at} at time zone ${timeZone})::date`
  const some = (measure: (typeof RAW_MEASURES)[number], from: SQL, value: SQL, on: SQL) => sql`
    select ${measure}::text as measure, ${on} as day, l.channel, l.owner_id, l.band, l.source, l.campaign, ${value} as n from ${from}`
  const everReached = (stages: string[]) => sql`
    (l.stage_id in (${texts(stages)}) or exists (select 1 from stage_history h where h.lead_id = l.id and h.to_stage_id in (${texts(stages)})))`
  const arrival = day(sql`l.first_touch_at`)
  const cohort = (measure: (typeof RAW_MEASURES)[number], where: SQL) => some(measure, sql`l where ${where}`, sql`1`, arrival)
  const moved = (measure: (typeof RAW_MEASURES)[number], stage: string) =>
    some(measure, sql`l join stage_history h on h.lead_id = l.id where h.to_stage_id = ${stage}`, sql`1`, day(sql`h.at`))
  const booked = sql`l join bookings b on b.lead_id = l.id where b.status <> 'cancelled'`
  const bookedOn = day(sql`coalesce(b.booked_at, b.status_at)`)
  const left = (measure: (typeof RAW_MEASURES)[number], stage: string, where: SQL) =>
    some(
      measure,
      sql`l join moves m on m.lead_id = l.id where m.stage = ${stage} and m.next <> m.stage and ${where}`,
      sql`1`,
      day(sql`m.left_at`),
    )
  const open = (measure: (typeof RAW_MEASURES)[number], stage: string) =>
    some(measure, sql`l where l.stage_id = ${stage}`, sql`1`, day(sql`l.stage_entered_at`))
  const parts = [
    cohort("leads", sql`true`),
    cohort("reached_qualified", everReached(["qualified", "proposal", "negotiation", "booked"])),
    cohort("reached_booked", everReached(["booked"])),
    cohort("lost", sql`l.stage_id = 'lost'`),
    cohort("asked", ASKED),
    cohort("answered", sql`${ASKED} and ${ANSWERED}`),
    moved("entered_contacted", "contacted"),
    moved("entered_booked", "booked"),
    moved("entered_lost", "lost"),
    left("left_contacted", "contacted", sql`true`),
    left("advanced_contacted", "contacted", sql`m.next in ('qualified', 'proposal', 'negotiation', 'booked')`),
    some("bookings", booked, sql`1`, bookedOn),
    some("revenue", booked, sql`case when b.currency = ${currency} then coalesce(b.amount_minor, 0) else 0 end`, bookedOn),
    open("open_new_lead", "new_lead"),
    open("open_proposal", "proposal"),
    cohort("questioned", QUESTIONED),
    some("absorbed", sql`l join merged m on m.lead_id = l.id`, sql`1`, arrival),
    some("merges", sql`l join merged m on m.lead_id = l.id`, sql`1`, day(sql`m.at`)),
    some("foreign_bookings", sql`${booked} and b.currency <> ${currency}`, sql`1`, bookedOn),
  ]
  const sums = RAW_MEASURES.map(
    (measure) => sql`coalesce(sum(n) filter (where measure = ${measure}), 0)::float8 as ${sql.identifier(measure)}`,
  )
  return sql`
    with recursive family(lead_id, id) as (
      select id, id from leads where state = 'active'
      union all select f.lead_id, l.id from family f join leads l on l.merged_into = f.id
    ), merged as (
      select f.lead_id, m.at from merges m join family f on f.id = m.survivor_id where m.undone_at is null
    ), moves as (
      select lead_id, to_stage_id as stage, lead(to_stage_id) over w as next, lead(at) over w as left_at
      from stage_history window w as (partition by lead_id order by at, id)
    ), told as (${firstSaidSql()}), l as (
      select id, first_touch_at, first_channel as channel, coalesce(owner_id, ${NOBODY}::uuid) as owner_id, band, stage_id, stage_entered_at,
        coalesce(told.source, '') as source, coalesce(told.campaign, '') as campaign
      from leads left join told on told.lead_id = leads.id where state = 'active' and kind = 'lead'
    )
    select to_char(date_trunc('month', day), 'YYYY-MM-DD') as month, channel, owner_id as agent, source, campaign, ${sql.join(sums, sql`, `)}
    from (${sql.join(parts, sql` union all `)}) counted
    where day between ${period.from}::date and ${period.to}::date${whereSql(filter)}
    group by 1, 2, 3, 4, 5`
}

/** Where each person said first that they came from. */
export const firstSaidSql = (): SQL => sql`
  select distinct on (lead_id) lead_id, source, campaign from (${saidSql()}) said where source <> '' or campaign <> '' order by lead_id, occurred_at, id`

/** Where each touch that carries a mark of it says that it came from. */
export const saidSql = (): SQL => sql`
  select t.lead_id, t.id, t.occurred_at, left(lower(trim(coalesce(a.utm_campaign, ''))), 100) as campaign, left(case
    when trim(coalesce(a.utm_source, '')) <> '' then lower(trim(a.utm_source)) when a.gclid is not null then 'google'
    when a.fbclid is not null then 'facebook' when a.ctwa_clid is not null or a.ad_id is not null then 'meta' else '' end, 100) as source
  from attributions a join touchpoints t on t.id = a.touchpoint_id where t.direction = 'inbound' and t.author_role = 'person'`

const FIRST_WORD = sql`(select t.id from touchpoints t where t.lead_id = l.id and t.direction = 'inbound' and t.author_role = 'person' order by t.occurred_at, t.id limit 1)`
const ASKED = sql`exists (select 1 from touchpoints q where q.id = ${FIRST_WORD} and q.kind not in ('walk_in', 'referral'))`
const QUESTIONED = sql`exists (
  select 1 from family f join duplicate_items i on f.id in (i.lead_a, i.lead_b) where f.lead_id = l.id and i.kind = 'pair')`
const ANSWERED = sql`exists (
  select 1 from touchpoints q join touchpoints r on r.lead_id = q.lead_id and r.occurred_at >= q.occurred_at
  where q.id = ${FIRST_WORD} and ((r.direction = 'outbound' and r.author_role = 'agent') or r.kind = 'call_answered'))`

const texts = (values: readonly string[]): SQL =>
  sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )
