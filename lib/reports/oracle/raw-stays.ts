import { sql, type SQL } from "drizzle-orm"
import { addMonths, dayOf, monthOf, startOfDay } from "@/lib/core/days"
import { FIRST_RESPONSE, OPEN_STAGES } from "@/lib/core/metrics/measures"
import { workingMinutesBetween } from "@/lib/core/working-time/working-time"
import { readWorkingTime } from "@/lib/platform/working-time-setting"
import { isAnswer, isQuestion, stagesSql } from "./raw-parts"
import { list, notDirty, type ReportReader } from "@/lib/reports/query/reader"

/**
 * How long everything took, month by month, counted from the leads without a look at what was kept: what the night holds
 * the medians' postings against. Leads that are marked are left out on both sides. Slow by nature.
 */
export async function disagreeingStays(reader: ReportReader): Promise<string[]> {
  const kept = await reader.tx.execute<Taken>(sql`
    select stage, to_char(day, 'YYYY-MM') as month, count(*)::int as n, sum(minutes)::float8 as minutes from report_stays
    where true${notDirty(reader.pending)} group by 1, 2
    union all select ${IN_TIME}, to_char(day, 'YYYY-MM'), sum(answered_in_sla)::int, 0 from report_entries
    where answered_in_sla <> 0${notDirty(reader.pending)} group by 2`)
  const raw = new Map([...(await rawStages(reader)), ...(await rawAnswers(reader))].map((row) => [`${row.month} ${row.stage}`, row]))
  const differences: string[] = []
  for (const { stage, month, n, minutes } of kept.rows) {
    const expected = raw.get(`${month} ${stage}`)
    raw.delete(`${month} ${stage}`)
    if (expected?.n !== n || expected.minutes !== minutes)
      differences.push(
        `${month}: ${stage} is kept as ${n} times of ${minutes} minutes, the leads say ${expected?.n ?? 0} of ${expected?.minutes ?? 0}`,
      )
  }
  for (const { stage, month, n } of raw.values()) differences.push(`${month}: nothing is kept of ${stage}, the leads say ${n} times`)
  return differences
}

/** Answers within the agreed minutes are counted as if they were a stay of none. */
const IN_TIME = "answered in time"

type Taken = { stage: string; month: string; n: number; minutes: number }

async function rawStages({ tx, pending, rules: { timeZone } }: ReportReader): Promise<Taken[]> {
  const stages = list(OPEN_STAGES.map((stage) => sql`${stage}`))
  const { rows } = await tx.execute<Taken>(sql`
    select stage, to_char(left_at at time zone ${timeZone}, 'YYYY-MM') as month, count(*)::int as n,
      sum(floor(extract(epoch from left_at - at) / 60))::float8 as minutes
    from (${stagesSql()}) moves join leads l on l.id = moves.lead_id
    where l.state = 'active' and l.kind = 'lead' and next is not null and stage in (${stages})${notDirty(pending)} group by 1, 2`)
  return rows
}

/** Working minutes are counted here and not there, so the leads come a month at a time. */
async function rawAnswers({ tx, pending, rules }: ReportReader): Promise<Taken[]> {
  const { timeZone } = rules
  const calendar = await readWorkingTime(tx)
  const { rows } = await tx.execute<{ first: Date | string | null; last: Date | string | null }>(
    sql`select min(first_touch_at) as first, max(first_touch_at) as last from leads where state = 'active'`,
  )
  const [ends] = rows
  if (!ends?.first || !ends.last) return []
  const taken: Taken[] = []
  const last = dayOf(new Date(ends.last), timeZone)
  for (let month = monthOf(dayOf(new Date(ends.first), timeZone)); month <= last; month = addMonths(month, 1)) {
    const within = { from: startOfDay(month, timeZone), to: startOfDay(addMonths(month, 1), timeZone) }
    const waits = await tx.execute<{ asked_at: string; answered_at: string }>(sql`${answersSql(within)}${notDirty(pending)}`)
    const minutes = waits.rows.map(({ asked_at, answered_at }) =>
      workingMinutesBetween(calendar, new Date(asked_at), new Date(answered_at)),
    )
    const whole = minutes.reduce((sum, one) => sum + Math.floor(one), 0)
    const inTime = minutes.filter((one) => one <= rules.slaMinutes).length
    if (minutes.length > 0) taken.push({ stage: FIRST_RESPONSE, month: month.slice(0, 7), n: minutes.length, minutes: whole })
    if (inTime > 0) taken.push({ stage: IN_TIME, month: month.slice(0, 7), n: inTime, minutes: 0 })
  }
  return taken
}

/** The first question and the first answer of every lead whose first touch is in a time, with whose they are. */
export const answersSql = ({ from, to }: { from: Date; to: Date }): SQL => sql`
  select * from (
    select l.id as lead_id, l.first_channel as channel, l.owner_id, l.band, q.occurred_at as asked_at, q.kind,
      (select min(r.occurred_at) from touchpoints r where r.lead_id = l.id and r.occurred_at >= q.occurred_at
        and ${isAnswer("r")}) as answered_at
    from leads l join lateral (select * from touchpoints t where t.lead_id = l.id and ${isQuestion("t")} order by t.occurred_at, t.id limit 1) q on true
    where l.state = 'active' and l.kind = 'lead' and l.first_touch_at >= ${from.toISOString()} and l.first_touch_at < ${to.toISOString()}
  ) l where answered_at is not null and kind not in ('walk_in', 'referral')`
