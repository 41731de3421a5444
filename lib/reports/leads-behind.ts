import { eq, inArray, sql, type SQL } from "drizzle-orm"
import { z } from "zod"
import { leads, users } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import {
  COHORT_MEASURES,
  CREDIT_MEASURES,
  EVENT_MEASURES,
  MEASURES,
  OPEN_STAGES,
  QUALITY_MEASURES,
  STOCK_MEASURES,
} from "@/lib/core/metrics/measures"
import type { Period } from "@/lib/core/metrics/periods"
import { AppError } from "@/lib/errors"
import { rowView, type LeadRowView } from "@/lib/leads/list-leads"
import { EVER } from "./figures"
import { entriesSql, readReports, staysSql, type ReportReader } from "./reader"
import { ReportQuery } from "./report-query"

/** Numbers that are not one measure but the leads of one without those of another. */
const REMAINDERS = {
  unanswered: ["asked", "answered"],
  late: ["answered", "answered_in_sla"],
  not_booked: ["leads", "reached_booked"],
} as const

const LEFT = OPEN_STAGES.map((stage) => `left_${stage}` as const)

/** Every number that a dashboard shows can be asked for its leads by one of these names. */
export const LeadsBehind = ReportQuery.extend({
  metric: z.enum([
    ...COHORT_MEASURES,
    ...EVENT_MEASURES,
    ...STOCK_MEASURES,
    ...CREDIT_MEASURES,
    ...QUALITY_MEASURES,
    "unanswered",
    "late",
    "not_booked",
    "open",
    ...LEFT,
  ]),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
})
export type LeadsBehind = z.output<typeof LeadsBehind>

export type LeadsBehindPage = {
  data: LeadRowView[]
  nextCursor: string | null
  /** How many leads, and what they add up to: a lead may have booked twice. */
  leads: number
  total: number
  period: Period
}

/** Exactly the leads that a number was counted from, by the same postings, latest day first. */
export const listLeadsBehind = (ctx: Ctx, input: LeadsBehind): Promise<LeadsBehindPage> =>
  readReports(ctx, isOpenEver(input) ? { ...input, from: undefined, to: undefined } : input, async (opened) => {
    const reader = isOpenEver(input) ? withPeriod(opened, { from: input.from ?? EVER.from, to: input.to ?? EVER.to }) : opened
    const posted = postedSql(reader, input.metric)
    const { rows: sums } = await reader.tx.execute<{ leads: number; total: number }>(
      sql`select count(distinct lead_id)::int as leads, coalesce(sum(n), 0)::float8 as total from (${posted}) p`,
    )
    const after = readCursor(input.cursor)
    const beyond = after ? sql`where (day, lead_id) < (${after.day}::date, ${after.id}::uuid)` : sql``
    const { rows } = await reader.tx.execute<{ lead_id: string; day: string }>(sql`
      select lead_id, to_char(day, 'YYYY-MM-DD') as day from (select lead_id, max(day) as day from (${posted}) p group by lead_id) g
      ${beyond} order by g.day desc, lead_id desc limit ${input.limit + 1}`)
    const page = rows.slice(0, input.limit)
    const last = page.at(-1)
    return {
      data: await rowsOf(
        reader,
        page.map(({ lead_id }) => lead_id),
      ),
      nextCursor: rows.length > input.limit && last ? `${last.day}_${last.lead_id}` : null,
      leads: sums[0]?.leads ?? 0,
      total: sums[0]?.total ?? 0,
      period: reader.scope.period,
    }
  })

/** Open leads are asked for by the days they came to their stage, which may be any: the limit of a report's days is not theirs. */
const isOpenEver = ({ metric, from, to }: LeadsBehind): boolean => metric.startsWith("open") && (from !== undefined || to !== undefined)

const withPeriod = (reader: ReportReader, period: Period): ReportReader => ({ ...reader, scope: { ...reader.scope, period } })

const postedSql = (reader: ReportReader, metric: LeadsBehind["metric"]): SQL => {
  const { period, filter } = reader.scope
  const left = OPEN_STAGES.find((stage) => `left_${stage}` === metric)
  if (left) return sql`select lead_id, day, 1 as n from (${staysSql(reader, period, filter, [left])}) s`
  const remainder = Object.entries(REMAINDERS).find(([name]) => name === metric)?.[1]
  if (remainder) {
    const [of, without] = remainder.map((measure) => sql.identifier(measure))
    return sql`select lead_id, day, 1 as n from (${entriesSql(reader, period, filter, remainder)}) e where ${of} > 0 and ${without} = 0`
  }
  const measures = MEASURES.filter(
    (measure) => measure === metric || (metric === "open" && STOCK_MEASURES.some((open) => open === measure)),
  )
  return sql`select lead_id, day, ${sql.raw(measures.join(" + "))} as n from (${entriesSql(reader, period, filter, measures)}) e`
}

const rowsOf = async ({ tx }: ReportReader, ids: string[]): Promise<LeadRowView[]> => {
  if (ids.length === 0) return []
  const rows = await tx
    .select({ lead: leads, ownerName: users.name })
    .from(leads)
    .leftJoin(users, eq(users.id, leads.ownerId))
    .where(inArray(leads.id, ids))
  const byId = new Map(rows.map(({ lead, ownerName }) => [lead.id, rowView(lead, ownerName)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

const Cursor = z.object({ day: z.iso.date(), id: z.uuid() })

const readCursor = (cursor: string | undefined): z.infer<typeof Cursor> | null => {
  if (!cursor) return null
  const [day, id] = cursor.split("_")
  const parsed = Cursor.safeParse({ day, id })
  if (!parsed.success)
    throw new AppError("invalid", "The cursor is not one of ours; start again without it.", { fields: { cursor: "unknown" } })
  return parsed.data
}
