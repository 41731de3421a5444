import { sql, type SQL } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { addDays, startOfDay } from "@/lib/core/days"
import { FIRST_RESPONSE, NOBODY, OPEN_STAGES } from "@/lib/core/metrics/measures"
import type { Period } from "@/lib/core/metrics/periods"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { workingMinutesBetween } from "@/lib/core/working-time/working-time"
import { firstSaidSql, stagesSql } from "@/lib/reports/oracle/raw-parts"
import { answersSql } from "@/lib/reports/oracle/raw-stays"
import { whereSql } from "@/lib/reports/query/reader"
import type { ReportFilter } from "@/lib/reports/query/report-query"

type CountScope = { period: Period; filter: ReportFilter; timeZone: string; calendar: WorkingTime }

/** Every time taken, read from the leads themselves, put in order and counted off: what medians are held against. */
export async function rawPercentiles(tx: Pick<Transaction, "execute">, given: CountScope): Promise<string[]> {
  const { period, filter, timeZone, calendar } = given
  const { rows: stays } = await tx.execute<{ stage: string; key: string; minutes: number }>(sql`
    select stage, '' as key, floor(extract(epoch from left_at - at) / 60)::int as minutes from (${stagesSql()}) moves join (${LEADS}) l on l.id = moves.lead_id
    where next is not null and stage = any (array['new_lead', 'contacted', 'qualified', 'proposal', 'negotiation'])
      and (left_at at time zone ${timeZone})::date between ${period.from}::date and ${period.to}::date${whereSql(filter)}`)
  const days = { from: startOfDay(period.from, timeZone), to: startOfDay(addDays(period.to, 1), timeZone) }
  const { rows: answers } = await tx.execute<{ owner_id: string; asked_at: string; answered_at: string }>(sql`
    select * from (select l.*, a.asked_at, a.answered_at from (${LEADS}) l join (${answersSql(days)}) a on a.lead_id = l.id) w where true${whereSql(filter)}`)
  const waits = answers.map((row) => ({
    stage: FIRST_RESPONSE,
    key: row.owner_id,
    minutes: Math.floor(workingMinutesBetween(calendar, new Date(row.asked_at), new Date(row.answered_at))),
  }))
  const lines: string[] = []
  for (const stage of OPEN_STAGES) lines.push(...counted(stage, "", stays))
  for (const key of new Set(waits.map((wait) => wait.key))) lines.push(...counted(FIRST_RESPONSE, key, waits))
  return lines.sort()
}

/** Leads that count, with whose they are and where they came from. */
export const LEADS: SQL = sql`
  select id, first_touch_at, first_channel as channel, coalesce(owner_id, ${NOBODY}::uuid) as owner_id, band, coalesce(source, '') as source, coalesce(campaign, '') as campaign
  from leads left join (${firstSaidSql()}) told on told.lead_id = leads.id where state = 'active' and kind = 'lead'`

function counted(stage: string, key: string, times: { stage: string; key: string; minutes: number }[]): string[] {
  const own = times
    .filter((time) => time.stage === stage && time.key === key)
    .map(({ minutes }) => minutes)
    .sort((a, b) => a - b)
  if (own.length === 0) return []
  const at = (percent: number) => own[Math.ceil((own.length * percent) / 100) - 1]
  return [[stage, key, own.length, at(50), at(90)].join(" ")]
}
