import { sql, type SQL } from "drizzle-orm"
import { addMonths, dayOf, lastDayOfMonth, monthOf } from "@/lib/core/days"
import type { Band } from "@/lib/core/lead-states"
import type { CountingRules } from "@/lib/core/metrics/lead-entries"
import { FIRST_RESPONSE } from "@/lib/core/metrics/measures"
import { QUESTIONS_SQL, STAYS_SQL, withViews } from "@/lib/core/metrics/metric-sql"
import type { Period } from "@/lib/core/metrics/periods"
import { workingMinutesBetween } from "@/lib/core/working-time/working-time"
import { notDirty, type ReportReader } from "@/lib/reports/query/reader"
import { fillSql } from "./count-leads"

/**
 * How long everything took, counted from the leads without a look at what was kept: what medians and "in time" are held
 * against. Working minutes are measured here from end to end, where the postings compare with the due instant.
 */
type Outcome = "answered_in_sla" | "late" | "waiting" | null
type CountedWait = { leadId: string; minutes: number | null; outcome: Outcome }

type Row = { lead_id: string; asked_at: string; known_at: string; answered_at: string | null; settled_at: string | null; band: Band }

/** The first question of every lead whose first touch is in the period; `where` leaves some out. */
export async function countWaits(
  { tx, rules }: Pick<ReportReader, "tx" | "rules">,
  { from, to }: Period,
  where: SQL = sql``,
): Promise<CountedWait[]> {
  const { rows } = await tx.execute<Row>(sql`
    select * from (${fillSql(QUESTIONS_SQL, { zone: rules.timeZone })}) q where day between ${from}::date and ${to}::date${where}`)
  return rows.map((row) => waitOf(row, rules))
}

const instant = (at: string | null): number => (at === null ? Infinity : Date.parse(at))

function waitOf(row: Row, { calendar, targets, now }: CountingRules): CountedWait {
  const [asked, known, answered, settled] = [row.asked_at, row.known_at, row.answered_at, row.settled_at].map(instant) as [
    number,
    number,
    number,
    number,
  ]
  const ended = Math.min(answered, settled)
  const start = ended < known ? asked : Math.max(asked, known)
  const between = (end: number) => workingMinutesBetween(calendar, new Date(start), new Date(end))
  const waited = between(ended === Infinity ? now.getTime() : ended)
  const isLate = waited > targets.first_touch.minutes[row.band]
  const outcome = isLate ? "late" : ended === Infinity ? "waiting" : answered <= settled ? "answered_in_sla" : null
  return { leadId: row.lead_id, minutes: answered === Infinity ? null : Math.floor(between(answered)), outcome }
}

type Taken = { stage: string; month: string; n: number; minutes: number }

/** Month by month. Leads that are marked are left out on both sides. */
export async function disagreeingTimes(reader: ReportReader): Promise<string[]> {
  const outcomes = (["answered_in_sla", "late", "waiting"] as const).map(
    (name) => sql`
      union all select ${name}, to_char(day, 'YYYY-MM'), sum(${sql.identifier(name)})::int, 0 from report_entries
      where ${sql.identifier(name)} <> 0${notDirty(reader.pending)} group by 2`,
  )
  const kept = await reader.tx.execute<Taken>(sql`
    select stage, to_char(day, 'YYYY-MM') as month, count(*)::int as n, sum(minutes)::float8 as minutes from report_stays
    where true${notDirty(reader.pending)} group by 1, 2 ${sql.join(outcomes)}`)
  const counted = [...(await stagesByMonth(reader)), ...(await waitsByMonth(reader))]
  const raw = new Map(counted.map((row) => [`${row.month} ${row.stage}`, row]))
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

async function stagesByMonth({ tx, pending, rules }: ReportReader): Promise<Taken[]> {
  const { rows } = await tx.execute<Taken>(sql`
    select stage, to_char(day, 'YYYY-MM') as month, count(*)::int as n, sum(minutes)::float8 as minutes
    from (${fillSql(withViews(STAYS_SQL), { zone: rules.timeZone })}) stays
    where stage in (select id from stages where outcome = 'open')${notDirty(pending)} group by 1, 2`)
  return rows
}

/** Working minutes are counted here and not there, so the leads come a month at a time. */
async function waitsByMonth(reader: ReportReader): Promise<Taken[]> {
  const { timeZone } = reader.rules
  const { rows } = await reader.tx.execute<{ first: Date | string | null; last: Date | string | null }>(
    sql`select min(first_touch_at) as first, max(first_touch_at) as last from leads where state = 'active'`,
  )
  const [ends] = rows
  if (!ends?.first || !ends.last) return []
  const taken = new Map<string, Taken>()
  const last = dayOf(new Date(ends.last), timeZone)
  for (let first = monthOf(dayOf(new Date(ends.first), timeZone)); first <= last; first = addMonths(first, 1)) {
    const month = first.slice(0, 7)
    const add = (stage: string, minutes: number) => {
      const sum = taken.get(`${month} ${stage}`) ?? { stage, month, n: 0, minutes: 0 }
      taken.set(`${month} ${stage}`, { ...sum, n: sum.n + 1, minutes: sum.minutes + minutes })
    }
    for (const { minutes, outcome } of await countWaits(reader, { from: first, to: lastDayOfMonth(first) }, notDirty(reader.pending))) {
      if (minutes !== null) add(FIRST_RESPONSE, minutes)
      if (outcome !== null) add(outcome, 0)
    }
  }
  return [...taken.values()]
}
