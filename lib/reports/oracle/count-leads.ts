import { sql, type SQL } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { MEASURE_SQL, withViews, type CountedMeasure } from "@/lib/core/metrics/metric-sql"
import type { Period } from "@/lib/core/metrics/periods"
import { whereSql } from "@/lib/reports/query/reader"
import type { ReportFilter } from "@/lib/reports/query/report-query"
import { LEADS } from "./sources"

/**
 * The statements of the glossary, run over the leads themselves and grouped: what the nightly check and the tests hold the
 * sums against. Slow by nature. What is in time is counted with the times, and credits are held against the bookings that
 * they share out.
 */
export const COUNTED_MEASURES = Object.keys(MEASURE_SQL) as CountedMeasure[]
export const COUNTED_KEYS = ["channel", "agent", "source", "campaign"] as const

type CountedRow = Record<CountedMeasure, number> & Record<(typeof COUNTED_KEYS)[number] | "month", string>

type CountScope = { period: Period; filter: ReportFilter; timeZone: string; currency: string }

/** By month, channel, owner, source and campaign. */
export async function countLeads(
  tx: Pick<Transaction, "execute">,
  { period, filter, timeZone, currency }: CountScope,
): Promise<CountedRow[]> {
  const parts = COUNTED_MEASURES.map((measure) => `select '${measure}' as measure, * from (${MEASURE_SQL[measure]}) r`)
  const counted = fillSql(withViews(`select * from (${parts.join(" union all ")}) counted`), { zone: timeZone, currency })
  const sums = COUNTED_MEASURES.map(
    (measure) => sql`coalesce(sum(n) filter (where measure = ${measure}), 0)::float8 as ${sql.identifier(measure)}`,
  )
  const { rows } = await tx.execute<CountedRow>(sql`
    select to_char(date_trunc('month', day), 'YYYY-MM-DD') as month, channel, owner_id as agent, source, campaign, ${sql.join(sums, sql`, `)}
    from (select l.channel, l.owner_id, l.band, l.source, l.campaign, c.* from (${counted}) c join (${LEADS}) l on l.id = c.lead_id) r
    where day between ${period.from}::date and ${period.to}::date${whereSql(filter)}
    group by 1, 2, 3, 4, 5`)
  return rows
}

/** A statement of the glossary with its names (`:zone`) filled in as parameters. */
export function fillSql(statement: string, values: Readonly<Record<string, string>>): SQL {
  const parts = statement.split(/(?<!:):([a-z]+)/)
  return sql.join(parts.map((part, at) => (at % 2 === 0 ? sql.raw(part) : sql`${nameIn(values, part)}::text`)))
}

function nameIn(values: Readonly<Record<string, string>>, name: string): string {
  const value = values[name]
  if (value === undefined) throw new Error(`The statement asks for :${name}.`)
  return value
}
