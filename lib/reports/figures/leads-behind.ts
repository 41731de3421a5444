import { eq, inArray, sql, type SQL } from "drizzle-orm"
import { leads, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { MEASURES, STOCK_MEASURES } from "@/lib/core/metrics/measures"
import type { Period } from "@/lib/core/metrics/periods"
import { rowView, type LeadRowView } from "@/lib/leads/list-leads"
import { EVER } from "./figures"
import { postedByPath } from "./paths"
import { entriesSql, readReports, type ReportReader } from "@/lib/reports/query/reader"
import { LeadsBehind, readBehindCursor } from "@/lib/core/filters/reports"

/** Numbers that are not one measure but the leads of the first without those of the others. */
const REMAINDERS = {
  settled: ["asked", "answered_in_sla", "late", "waiting"],
  not_booked: ["leads", "reached_booked"],
} as const

/** Bookings by the way that led to them: with `path` by that way, without it by all the rare ones. */
const BY_PATH = { channel_path: "channel", source_path: "source" } as const

type LeadsBehindPage = {
  data: LeadRowView[]
  nextCursor: string | null
  /** How many leads, and what they add up to: a lead may have booked twice. */
  leads: number
  total: number
  period: Period
}

/** Exactly the leads that a number was counted from, by the same postings, latest day first. */
export async function listLeadsBehind(ctx: Ctx, input: LeadsBehind): Promise<LeadsBehindPage> {
  return await readReports(ctx, isAsOfNow(input.metric) ? { ...input, from: undefined, to: undefined } : input, async (read) => {
    const reader = isAsOfNow(input.metric) ? { ...read, scope: { ...read.scope, period: enteredBetween(input) } } : read
    const after = input.cursor === undefined ? undefined : readBehindCursor(input.cursor).data
    const beyond = after ? sql`where (day, lead_id) < (${after.day}::date, ${after.id}::uuid)` : sql``
    const { rows } = await reader.tx.execute<{ leads: number; total: number; page: { lead_id: string; day: string }[] }>(sql`
      with found as materialized (select lead_id, max(day) as day, sum(n) as n from (${postedSql(reader, input)}) p group by lead_id),
      page as (select lead_id, day from found ${beyond} order by found.day desc, lead_id desc limit ${input.limit + 1})
      select count(*)::int as leads, coalesce(sum(n), 0)::float8 as total,
        coalesce((select jsonb_agg(page order by day desc, lead_id desc) from page), '[]') as page
      from found`)
    const { leads: all, total, page } = rows[0] ?? { leads: 0, total: 0, page: [] }
    const shown = page.slice(0, input.limit)
    const last = shown.at(-1)
    return {
      data: await rowsOf(
        reader,
        shown.map(({ lead_id }) => lead_id),
      ),
      nextCursor: page.length > input.limit && last ? `${last.day}_${last.lead_id}` : null,
      leads: all,
      total,
      period: reader.scope.period,
    }
  })
}

export const isAsOfNow = (metric: string): boolean => metric === "open" || STOCK_MEASURES.some((open) => open === metric)

const enteredBetween = ({ from, to }: LeadsBehind): Period => ({ from: from ?? EVER.from, to: to ?? EVER.to })

function postedSql(reader: ReportReader, { metric, path }: LeadsBehind): SQL {
  const { period, filter } = reader.scope
  if (metric === "channel_path" || metric === "source_path") return postedByPath(reader, BY_PATH[metric], path ?? null)
  const remainder = Object.entries(REMAINDERS).find(([name]) => name === metric)?.[1]
  if (remainder) {
    const [of, ...without] = remainder.map((measure) => sql.identifier(measure))
    const none = sql.join(without, sql` + `)
    return sql`select lead_id, day, 1 as n from (${entriesSql(reader, period, filter, remainder)}) e where ${of} > 0 and ${none} = 0`
  }
  const measures = MEASURES.filter(
    (measure) => measure === metric || (metric === "open" && STOCK_MEASURES.some((open) => open === measure)),
  )
  return sql`select lead_id, day, ${sql.raw(measures.join(" + "))} as n from (${entriesSql(reader, period, filter, measures)}) e`
}

async function rowsOf({ tx }: ReportReader, ids: string[]): Promise<LeadRowView[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .select({ lead: leads, ownerName: users.name })
    .from(leads)
    .leftJoin(users, eq(users.id, leads.ownerId))
    .where(inArray(leads.id, ids))
  const byId = new Map(rows.map(({ lead, ownerName }) => [lead.id, rowView(lead, ownerName)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
