import { and, asc, eq } from "drizzle-orm"
import { tasks } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { GivenOutcome } from "@/lib/core/followups/task-states"
import { loadFacts } from "./load-facts"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { addWorkingDays } from "@/lib/core/working-time/working-time"

export type WhatNext = {
  /** The next planned task of this lead. */
  next: { id: string; title: string; at: string } | null
  /** When nothing is planned and the person was not reached: when to try again, as input for `createTask`. */
  proposal: { at: string } | null
}

/**
 * After a contact: the next step that the cadence has, or one that it would have if it went on. Asked once the contact is
 * committed, since its follow-ups are planned at the end of its transaction.
 */
export async function whatComesNext(
  { db, now }: Pick<Ctx, "db" | "now">,
  { leadId, outcome }: { leadId: string; outcome: GivenOutcome },
): Promise<WhatNext> {
  const [next] = await db
    .select({ id: tasks.id, title: tasks.title, at: tasks.actionAt })
    .from(tasks)
    .where(and(eq(tasks.leadId, leadId), eq(tasks.status, "open")))
    .orderBy(asc(tasks.actionAt))
    .limit(1)
  if (next) return { next: { ...next, at: next.at.toISOString() }, proposal: null }
  const [facts] = outcome === "no_answer" ? await loadFacts(db, [leadId]) : []
  if (!facts?.isOnBoard || facts.outcome !== "open") return { next: null, proposal: null }
  return { next: null, proposal: { at: nextAttempt(await readWorkingTime(db), now(), facts.cadence).toISOString() } }
}

/** When to try again after the last step of a cadence: as long after it as the step was after the one before. */
function nextAttempt(calendar: WorkingTime, now: Date, cadence: readonly number[]): Date {
  const days = cadence.toSorted((a, b) => a - b)
  const gap = (days.at(-1) ?? 1) - (days.at(-2) ?? 0)
  return addWorkingDays(calendar, now, Math.max(1, gap))
}
