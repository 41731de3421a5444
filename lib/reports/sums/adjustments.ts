import type { reportAdjustments } from "@/db/schema"
import { monthOf } from "@/lib/core/days"
import { newId } from "@/lib/platform/ids"
import type { EntryRow } from "@/lib/reports/postings/posting-rows"

/**
 * A closed month was reported, and people were paid by it. It is still counted truthfully, so a merge or a late event
 * changes it; but never silently. What is listed are leads, answers in time, bookings and revenue, with whose they are and
 * where they came from: a lead that merely went on through the pipeline is no correction of the month in which it arrived.
 *
 * Only a lead that is counted for the very first time, when the counting itself is new, corrects nothing. Every later
 * count is listed, also the one that follows a change of the rules or a repair.
 */
type AdjustmentInput = {
  before: readonly EntryRow[]
  after: readonly EntryRow[]
  /** Why each lead was counted again. */
  causes: ReadonlyMap<string, string>
  closedMonths: ReadonlySet<string>
  at: Date
}

export function adjustmentsOf({ before, after, causes, closedMonths, at }: AdjustmentInput): (typeof reportAdjustments.$inferInsert)[] {
  const sums = new Map<string, Omit<typeof reportAdjustments.$inferSelect, "id">>()
  const whyOf = whysOf(before, after, causes)
  const add = (entry: EntryRow, sign: 1 | -1) => {
    const month = monthOf(entry.day)
    const cause = whyOf(entry.leadId)
    if (!closedMonths.has(month) || cause === null) return
    const { leadId, channel, ownerId, source, campaign } = entry
    const key = [leadId, month, channel, ownerId, source, campaign].join("\u0000")
    const sum = sums.get(key) ?? { at, month, leadId, cause, channel, ownerId, source, campaign, ...NOTHING }
    sum.leads += sign * entry.leads
    sum.inTime += sign * entry.answered_in_sla
    sum.bookings += sign * entry.bookings
    sum.revenue += sign * entry.revenue
    sums.set(key, sum)
  }
  for (const entry of before) add(entry, -1)
  for (const entry of after) add(entry, 1)
  return [...sums.values()]
    .filter(({ leads, inTime, bookings, revenue }) => leads || inTime || bookings || revenue)
    .map((sum) => ({ id: newId(), ...sum }))
}

const NOTHING = { leads: 0, inTime: 0, bookings: 0, revenue: 0 }

/** Changes that happen to any lead as it goes on; which of them changed a month is seen from the postings. */
const EVERYDAY = new Set(["assigned", "moved", "events", "edited", "scored", "questioned", "due"])

/** Why a lead changed a month, in the terms of the list; null where it is no correction. */
function whysOf(before: readonly EntryRow[], after: readonly EntryRow[], causes: ReadonlyMap<string, string>) {
  const ownersOf = (entries: readonly EntryRow[]) => new Map(entries.map(({ leadId, ownerId }) => [leadId, ownerId]))
  const [was, is] = [ownersOf(before), ownersOf(after)]
  return (leadId: string): string | null => {
    const cause = causes.get(leadId) ?? "edited"
    const isNew = !was.has(leadId)
    if (cause === "first_count") return isNew ? null : "rules"
    if (isNew && (EVERYDAY.has(cause) || cause === "rules")) return "arrived"
    if (!EVERYDAY.has(cause) || !is.has(leadId)) return cause
    if (was.get(leadId) !== is.get(leadId)) return "assigned"
    return cause === "assigned" ? "events" : cause
  }
}
