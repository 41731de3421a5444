import { and, desc, eq, sql, type SQL } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { reportAdjustments, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { readAtCursor, writeAtCursor } from "@/lib/core/at-cursor"
import { NOBODY } from "@/lib/core/metrics/measures"
import { requirePermission } from "@/lib/platform/permissions"
import { whereSql } from "@/lib/reports/query/reader"
import { scopeOf, type ReportFilter } from "@/lib/reports/query/report-query"
import { readReportRules } from "@/lib/reports/postings/rules"
import { type ReportQuery, AdjustmentPage } from "@/lib/core/filters/reports"

type AdjustmentView = typeof reportAdjustments.$inferSelect & { ownerName: string }

/** What all changes of a month come to, however many pages they fill. */
type AdjustedMonth = {
  month: string
  closedAt: Date
  changes: number
  touchedLeads: number
  leads: number
  inTime: number
  bookings: number
  revenue: number
}

export type AdjustmentsView = { months: AdjustedMonth[]; data: AdjustmentView[]; nextCursor: string | null }

type From = { tx: Pick<Database | Transaction, "select" | "execute">; scope: { filter: ReportFilter } }

/** The changes of closed months that a filter leaves, and what they add up to. A change knows no band. */
export async function readAdjustments(ctx: Pick<Ctx, "actor">, from: From, page: AdjustmentPage): Promise<AdjustmentsView> {
  requirePermission(ctx, "reports.team")
  return { months: await sumByMonth(from), ...(await pageOf(from, page)) }
}

const asked = ({ scope }: From): SQL => sql`true${whereSql({ ...scope.filter, bands: null })}`

async function sumByMonth(from: From): Promise<AdjustedMonth[]> {
  const { rows } = await from.tx.execute<Omit<AdjustedMonth, "closedAt"> & { closedAt: string }>(sql`
    select to_char(a.month, 'YYYY-MM-DD') as month, m.closed_at as "closedAt", a.changes, a."touchedLeads", a.leads, a."inTime", a.bookings, a.revenue
    from (
      select month, count(*)::int as changes, count(distinct lead_id)::int as "touchedLeads", sum(leads)::int as leads, sum(in_time)::int as "inTime",
        sum(bookings)::int as bookings, sum(revenue)::float8 as revenue
      from report_adjustments where ${asked(from)} group by month
    ) a join report_months m using (month) order by month desc`)
  return rows.map((row) => ({ ...row, closedAt: new Date(row.closedAt) }))
}

async function pageOf(from: From, { month, limit, cursor }: AdjustmentPage): Promise<Omit<AdjustmentsView, "months">> {
  const after = readAtCursor(cursor)
  const rows = await from.tx
    .select({ adjustment: reportAdjustments, ownerName: users.name })
    .from(reportAdjustments)
    .leftJoin(users, eq(users.id, reportAdjustments.ownerId))
    .where(
      and(
        asked(from),
        month ? eq(reportAdjustments.month, `${month}-01`) : undefined,
        after ? sql`(${reportAdjustments.at}, ${reportAdjustments.id}) < (${after.at}::timestamptz, ${after.id}::uuid)` : undefined,
      ),
    )
    .orderBy(desc(reportAdjustments.at), desc(reportAdjustments.id))
    .limit(limit + 1)
  const data = rows.slice(0, limit).map(({ adjustment, ownerName }) => ({
    ...adjustment,
    ownerName: adjustment.ownerId === NOBODY ? "Nobody" : (ownerName ?? "A former colleague"),
  }))
  const last = data.at(-1)
  return { data, nextCursor: rows.length > limit && last ? writeAtCursor(last) : null }
}

export const ADJUSTMENT_COLUMNS = [
  "month",
  "at",
  "cause",
  "leadId",
  "channel",
  "source",
  "campaign",
  "ownerName",
  "leads",
  "inTime",
  "bookings",
  "revenue",
] as const satisfies readonly (keyof AdjustmentView)[]

/** All of them, page by page: a file for the accounts. */
export async function exportAdjustments(ctx: Ctx, query: ReportQuery, month?: string): Promise<AsyncIterable<AdjustmentView>> {
  requirePermission(ctx, "reports.team")
  const { filter } = scopeOf(ctx, query, await readReportRules(ctx.db))
  const from: From = { tx: ctx.db, scope: { filter } }
  return (async function* () {
    let cursor: string | undefined
    do {
      const page = await pageOf(from, { month, limit: 1000, cursor })
      yield* page.data
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  })()
}
