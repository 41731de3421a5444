import { desc, eq } from "drizzle-orm"
import { reportAdjustments, reportMonths } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import { monthOf } from "@/lib/core/days"
import { newId } from "@/lib/ids"
import { requirePermission } from "@/lib/permissions"
import type { EntryRow } from "./posting-rows"

/**
 * A closed month was reported, and people were paid by it. It is still counted truthfully, so a merge or a late event
 * changes it; but never silently. What is listed are leads, bookings and revenue, with whose they are: a lead that
 * merely went on through the pipeline is no correction of the month in which it arrived.
 */
type Given = {
  before: readonly EntryRow[]
  after: readonly EntryRow[]
  causes: ReadonlyMap<string, string>
  closedMonths: ReadonlySet<string>
  at: Date
}

export const adjustmentsOf = ({ before, after, causes, closedMonths, at }: Given): (typeof reportAdjustments.$inferInsert)[] => {
  const sums = new Map<string, Omit<typeof reportAdjustments.$inferInsert, "id">>()
  const add = (entry: EntryRow, sign: 1 | -1) => {
    const month = monthOf(entry.day)
    const cause = causes.get(entry.leadId) ?? "edited"
    if (!closedMonths.has(month) || cause === "first_count") return
    const { leadId, channel, ownerId } = entry
    const key = [leadId, month, channel, ownerId].join("|")
    const sum = sums.get(key) ?? { at, month, leadId, cause, channel, ownerId, leads: 0, bookings: 0, revenue: 0 }
    sum.leads += sign * entry.leads
    sum.bookings += sign * entry.bookings
    sum.revenue += sign * entry.revenue
    sums.set(key, sum)
  }
  for (const entry of before) add(entry, -1)
  for (const entry of after) add(entry, 1)
  return [...sums.values()].filter(({ leads, bookings, revenue }) => leads || bookings || revenue).map((sum) => ({ id: newId(), ...sum }))
}

export type AdjustmentView = typeof reportAdjustments.$inferSelect & { closedAt: Date }

/** The newest corrections of closed months. */
export const listAdjustments = async (ctx: Ctx, limit = 200): Promise<AdjustmentView[]> => {
  requirePermission(ctx, "reports.team")
  const rows = await ctx.db
    .select({ adjustment: reportAdjustments, closedAt: reportMonths.closedAt })
    .from(reportAdjustments)
    .innerJoin(reportMonths, eq(reportMonths.month, reportAdjustments.month))
    .orderBy(desc(reportAdjustments.at))
    .limit(limit)
  return rows.map(({ adjustment, closedAt }) => ({ ...adjustment, closedAt }))
}
