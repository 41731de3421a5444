import { sql } from "drizzle-orm"
import { FIRST_RESPONSE, OPEN_STAGES } from "@/lib/core/metrics/measures"
import { STAYS_SQL, withViews } from "@/lib/core/metrics/metric-sql"
import type { Period } from "@/lib/core/metrics/periods"
import { fillSql } from "@/lib/reports/oracle/count-leads"
import { countWaits } from "@/lib/reports/oracle/count-times"
import { LEADS } from "@/lib/reports/oracle/sources"
import { whereSql, type ReportReader } from "@/lib/reports/query/reader"
import type { ReportFilter } from "@/lib/reports/query/report-query"

/** Every time taken, read from the leads themselves, put in order and counted off: what medians are held against. */
export async function rawPercentiles({ tx, rules }: ReportReader, period: Period, filter: ReportFilter): Promise<string[]> {
  const { rows: stays } = await tx.execute<{ stage: string; key: string; minutes: number }>(sql`
    select stage, '' as key, minutes from (${fillSql(withViews(STAYS_SQL), { zone: rules.timeZone })}) stays join (${LEADS}) l on l.id = stays.lead_id
    where day between ${period.from}::date and ${period.to}::date${whereSql(filter)}`)
  const { rows: leads } = await tx.execute<{ id: string; owner_id: string }>(
    sql`select id, owner_id from (${LEADS}) l where true${whereSql(filter)}`,
  )
  const ownerOf = new Map(leads.map(({ id, owner_id }) => [id, owner_id]))
  const waits = (await countWaits({ tx, rules }, period)).flatMap(({ leadId, minutes }) => {
    const key = ownerOf.get(leadId)
    return key === undefined || minutes === null ? [] : [{ stage: FIRST_RESPONSE, key, minutes }]
  })
  const lines: string[] = []
  for (const stage of OPEN_STAGES) lines.push(...counted(stage, "", stays))
  for (const key of new Set(waits.map((wait) => wait.key))) lines.push(...counted(FIRST_RESPONSE, key, waits))
  return lines.sort()
}

function counted(stage: string, key: string, times: { stage: string; key: string; minutes: number }[]): string[] {
  const own = times
    .filter((time) => time.stage === stage && time.key === key)
    .map(({ minutes }) => minutes)
    .sort((a, b) => a - b)
  if (own.length === 0) return []
  const at = (percent: number) => own[Math.ceil((own.length * percent) / 100) - 1]
  return [[stage, key, own.length, at(50), at(90)].join(" ")]
}
