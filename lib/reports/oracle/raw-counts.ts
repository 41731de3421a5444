import { sql, type SQL } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { CREDIT_MEASURES, MEASURES, NOBODY, OPEN_STAGES, FUNNEL_STAGES, type Measure } from "@/lib/core/metrics/measures"
import type { Period } from "@/lib/core/metrics/periods"
import { firstSaidSql, isAnswer, isQuestion, stagesSql, texts } from "./raw-parts"
import { whereSql } from "@/lib/reports/query/reader"
import type { ReportFilter } from "@/lib/reports/query/report-query"

/**
 * The same numbers by plain GROUP BY over the leads themselves, written without a look at how the sums are kept: what
 * the nightly check and the tests hold the sums against. Slow by nature. What is in time is counted with the times, and
 * credits are held against the bookings that they share out.
 */
export const RAW_MEASURES = MEASURES.filter(
  (measure): measure is Exclude<Measure, "answered_in_sla" | (typeof CREDIT_MEASURES)[number]> =>
    measure !== "answered_in_sla" && !CREDIT_MEASURES.some((credit) => credit === measure),
)
type RawMeasure = (typeof RAW_MEASURES)[number]

export const RAW_KEYS = ["channel", "agent", "source", "campaign"] as const

export type RawRow = Record<RawMeasure, number> & Record<(typeof RAW_KEYS)[number] | "month", string>

type CountScope = { period: Period; filter: ReportFilter; timeZone: string; currency: string }

/** By month, channel, owner, source and campaign. */
export async function rawCounts(tx: Pick<Transaction, "execute">, given: CountScope): Promise<RawRow[]> {
  const { rows } = await tx.execute<RawRow>(rawSql(given))
  return rows
}

function rawSql({ period, filter, timeZone, currency }: CountScope): SQL {
  const day = (at: SQL) => sql`(${at} at time zone ${timeZone})::date`
  const arrival = day(sql`l.first_touch_at`)
  const some = (measure: RawMeasure, from: SQL, value: SQL, on: SQL) => sql`
    select ${measure}::text as measure, ${on} as day, l.channel, l.owner_id, l.band, l.source, l.campaign, ${value} as n from ${from}`
  const everReached = (stages: string[]) => sql`
    (l.stage_id in (${texts(stages)}) or exists (select 1 from stage_history h where h.lead_id = l.id and h.to_stage_id in (${texts(stages)})))`
  const cohort = (measure: RawMeasure, where: SQL) => some(measure, sql`l where ${where}`, sql`1`, arrival)
  const moved = (measure: RawMeasure, stage: string) =>
    some(measure, sql`l join stage_history h on h.lead_id = l.id where h.to_stage_id = ${stage}`, sql`1`, day(sql`h.at`))
  const bookedOn = day(sql`coalesce(b.booked_at, b.status_at)`)
  const booked = sql`l join bookings b on b.lead_id = l.id where b.status <> 'cancelled' and ${bookedOn} >= ${arrival}`
  const left = (measure: RawMeasure, stage: string, where: SQL) =>
    some(
      measure,
      sql`l join moves m on m.lead_id = l.id where m.stage = ${stage} and m.next is not null and ${where}`,
      sql`1`,
      day(sql`m.left_at`),
    )
  const open = (measure: RawMeasure, stage: string) =>
    some(measure, sql`l where l.stage_id = ${stage}`, sql`1`, day(sql`l.stage_entered_at`))
  const further = (stage: string) => FUNNEL_STAGES.slice(FUNNEL_STAGES.findIndex((id) => id === stage))
  const measures: Record<RawMeasure, SQL> = {
    ...eachStage("reached", FUNNEL_STAGES.slice(1), (measure, stage) => cohort(measure, everReached(further(stage)))),
    ...eachStage("entered", [...FUNNEL_STAGES.slice(1), "lost"], moved),
    ...eachStage("left", OPEN_STAGES, (measure, stage) => left(measure, stage, sql`true`)),
    ...eachStage("advanced", OPEN_STAGES, (measure, stage) => left(measure, stage, sql`m.next in (${texts(further(stage).slice(1))})`)),
    ...eachStage("open", OPEN_STAGES, open),
    leads: cohort("leads", sql`true`),
    lost: cohort("lost", sql`l.stage_id = 'lost'`),
    asked: cohort("asked", ASKED),
    answered: cohort("answered", sql`${ASKED} and ${ANSWERED}`),
    bookings: some("bookings", booked, sql`1`, bookedOn),
    revenue: some("revenue", booked, sql`case when b.currency = ${currency} then coalesce(b.amount_minor, 0) else 0 end`, bookedOn),
    questioned: cohort("questioned", QUESTIONED),
    absorbed: some("absorbed", sql`l join merged m on m.lead_id = l.id`, sql`1`, arrival),
    merges: some("merges", sql`l join merged m on m.lead_id = l.id`, sql`1`, day(sql`m.at`)),
    foreign_bookings: some("foreign_bookings", sql`${booked} and b.currency <> ${currency}`, sql`1`, bookedOn),
  } as Record<RawMeasure, SQL>
  const parts = RAW_MEASURES.map((measure) => measures[measure])
  const sums = RAW_MEASURES.map(
    (measure) => sql`coalesce(sum(n) filter (where measure = ${measure}), 0)::float8 as ${sql.identifier(measure)}`,
  )
  return sql`
    with recursive family(lead_id, id) as (
      select id, id from leads where state = 'active'
      union all select f.lead_id, l.id from family f join leads l on l.merged_into = f.id
    ), merged as (
      select f.lead_id, m.at from merges m join family f on f.id = m.survivor_id where m.undone_at is null
    ), moves as (${stagesSql()}), told as (${firstSaidSql()}), l as (
      select id, first_touch_at, first_channel as channel, coalesce(owner_id, ${NOBODY}::uuid) as owner_id, band, stage_id, stage_entered_at,
        coalesce(told.source, '') as source, coalesce(told.campaign, '') as campaign
      from leads left join told on told.lead_id = leads.id where state = 'active' and kind = 'lead'
    )
    select to_char(date_trunc('month', day), 'YYYY-MM-DD') as month, channel, owner_id as agent, source, campaign, ${sql.join(sums, sql`, `)}
    from (${sql.join(parts, sql` union all `)}) counted
    where day between ${period.from}::date and ${period.to}::date${whereSql(filter)}
    group by 1, 2, 3, 4, 5`
}

const eachStage = (name: string, stages: readonly string[], of: (measure: RawMeasure, stage: string) => SQL): Record<string, SQL> =>
  Object.fromEntries(stages.map((stage) => [`${name}_${stage}`, of(`${name}_${stage}` as RawMeasure, stage)]))

const FIRST_WORD = sql`(select q.id from touchpoints q where q.lead_id = l.id and ${isQuestion("q")} order by q.occurred_at, q.id limit 1)`
const ASKED = sql`exists (select 1 from touchpoints q where q.id = ${FIRST_WORD} and q.kind not in ('walk_in', 'referral'))`
const QUESTIONED = sql`exists (
  select 1 from family f join duplicate_items i on f.id in (i.lead_a, i.lead_b) where f.lead_id = l.id and i.kind = 'pair')`
const ANSWERED = sql`exists (
  select 1 from touchpoints q join touchpoints r on r.lead_id = q.lead_id and r.occurred_at >= q.occurred_at
  where q.id = ${FIRST_WORD} and ${isAnswer("r")})`
