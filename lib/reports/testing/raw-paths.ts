import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { Period } from "@/lib/core/metrics/periods"
import { LEADS, SAID } from "@/lib/reports/oracle/sources"
import { whereSql } from "@/lib/reports/query/reader"
import type { ReportFilter } from "@/lib/reports/query/report-query"

type CountScope = { period: Period; filter: ReportFilter; timeZone: string; currency: string }

type Told = { channel: string; source: string; campaign: string }

/** A touch that says no source goes on with what was said last on its channel, until another channel comes between. */
function namesOf(touches: Told[], by: "channel" | "source"): string[] {
  let last: Told | null = null
  return touches.map((touch) => {
    const isSilent = touch.source === "" && touch.campaign === ""
    if (!last || last.channel !== touch.channel || !isSilent) last = touch
    return by === "channel" ? touch.channel : last.source || "-"
  })
}

/** The way to every booking, told touch by touch from the leads themselves: path, bookings, revenue. */
export async function rawPaths(tx: Pick<Transaction, "execute">, by: "channel" | "source", given: CountScope): Promise<string[]> {
  const { period, filter, timeZone, currency } = given
  const { rows } = await tx.execute<{ before: Told[] | null; all: Told[] | null; channel: string; amount: number }>(sql`
    with l as (${LEADS}), touches as (
      select t.lead_id, t.occurred_at, t.id, jsonb_build_object('channel', t.channel, 'source', coalesce(s.source, ''), 'campaign', coalesce(s.campaign, '')) as told
      from touchpoints t left join (${SAID}) s on s.id = t.id where t.direction = 'inbound' and t.author_role = 'person'
    )
    select l.channel, case when b.currency = ${currency} then coalesce(b.amount_minor, 0) else 0 end::float8 as amount,
      (select jsonb_agg(told order by occurred_at, id) from touches t where t.lead_id = l.id and t.occurred_at <= coalesce(b.booked_at, b.status_at)) as before,
      (select jsonb_agg(told order by occurred_at, id) from touches t where t.lead_id = l.id) as all
    from l join bookings b on b.lead_id = l.id
    where b.status <> 'cancelled' and (coalesce(b.booked_at, b.status_at) at time zone ${timeZone})::date >= (l.first_touch_at at time zone ${timeZone})::date
      and (coalesce(b.booked_at, b.status_at) at time zone ${timeZone})::date between ${period.from}::date and ${period.to}::date${whereSql(filter)}`)
  const sums = new Map<string, { bookings: number; revenue: number }>()
  for (const { before, all, channel, amount } of rows) {
    const names = namesOf(before ?? all?.slice(0, 1) ?? [{ channel, source: "", campaign: "" }], by)
    const steps = names.filter((step, at) => step !== names[at - 1])
    const path = (steps.length > 7 ? [...steps.slice(0, 3), "…", ...steps.slice(-3)] : steps).join(" > ")
    const sum = sums.get(path) ?? { bookings: 0, revenue: 0 }
    sums.set(path, { bookings: sum.bookings + 1, revenue: sum.revenue + amount })
  }
  return [...sums].map(([path, { bookings, revenue }]) => `${path} ${bookings} ${revenue}`).sort()
}
