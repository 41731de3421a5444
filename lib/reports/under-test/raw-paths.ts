import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { Period } from "@/lib/core/metrics/periods"
import { saidSql } from "../raw-counts"
import { whereSql } from "../reader"
import type { ReportFilter } from "../report-query"
import { LEADS } from "./raw-spreads"

type Given = { period: Period; filter: ReportFilter; timeZone: string; currency: string }

/** The way to every booking, told touch by touch from the leads themselves: path, bookings, revenue. */
export const rawPaths = async (tx: Pick<Transaction, "execute">, by: "channel" | "source", given: Given): Promise<string[]> => {
  const { period, filter, timeZone, currency } = given
  const name = by === "channel" ? sql`t.channel` : sql`coalesce(nullif(s.source, ''), '-')`
  const { rows } = await tx.execute<{ names: string[] | null; first: string[] | null; channel: string; amount: number }>(sql`
    with l as (${LEADS}), touches as (
      select t.lead_id, t.occurred_at, t.id, ${name} as name from touchpoints t left join (${saidSql()}) s on s.id = t.id
      where t.direction = 'inbound' and t.author_role = 'person'
    )
    select l.channel, case when b.currency = ${currency} then coalesce(b.amount_minor, 0) else 0 end::float8 as amount,
      (select array_agg(name order by occurred_at, id) from touches t where t.lead_id = l.id and t.occurred_at <= coalesce(b.booked_at, b.status_at)) as names,
      (select array_agg(name order by occurred_at, id) from touches t where t.lead_id = l.id) as first
    from l join bookings b on b.lead_id = l.id
    where b.status <> 'cancelled' and (coalesce(b.booked_at, b.status_at) at time zone ${timeZone})::date between ${period.from}::date and ${period.to}::date${whereSql(filter)}`)
  const sums = new Map<string, { bookings: number; revenue: number }>()
  for (const { names, first, channel, amount } of rows) {
    const nobodyCame = by === "channel" ? channel : "-"
    const all = names ?? [first?.[0] ?? nobodyCame]
    const steps = all.filter((step, at) => step !== all[at - 1])
    const path = (steps.length > 7 ? [...steps.slice(0, 3), "…", ...steps.slice(-3)] : steps).join(" > ")
    const sum = sums.get(path) ?? { bookings: 0, revenue: 0 }
    sums.set(path, { bookings: sum.bookings + 1, revenue: sum.revenue + amount })
  }
  return [...sums].map(([path, { bookings, revenue }]) => `${path} ${bookings} ${revenue}`).sort()
}
