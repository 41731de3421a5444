import { pipelined } from "@/db/pipelined"
import { markDirtyLeads } from "@/lib/reports/postings/dirty-leads"
import { routeLeads } from "@/lib/routing/route-leads"
import { planExceptions } from "@/lib/followups/tasks/plan-exceptions"
import { planFollowups } from "@/lib/followups/tasks/plan-followups"
import { enrolNurture } from "@/lib/nurture/enrolment/enrol-nurture"
import { keepAmounts } from "@/lib/pipeline/keep-amounts"
import { noteExceptions } from "@/lib/pipeline/note-exceptions"
import { reopenCancelled } from "@/lib/pipeline/reopen-cancelled"
import { rescoreLeads } from "@/lib/scoring/rescore-leads"
import { rankDuplicates } from "@/lib/duplicates/items/rank-duplicates"
import { queuePushes } from "@/lib/sync/queue/queue-pushes"
import { publishLeadEvents } from "@/lib/hooks/publish-lead-events"
import type { React, Reaction } from "@/lib/platform/lead-change"

/**
 * What follows from changed leads, in the order in which one depends on the other: routing on the score, tasks on the owner.
 * Those of one step depend on none of each other, and send their statements without waiting for each other.
 */
export const REACTIONS: readonly (readonly Reaction[])[] = [
  [reopenCancelled],
  [keepAmounts, rescoreLeads, noteExceptions, markDirtyLeads, queuePushes],
  [routeLeads],
  [rankDuplicates, planFollowups, enrolNurture, planExceptions, publishLeadEvents],
]

export const reactBy =
  (steps: readonly (readonly Reaction[])[]): React =>
  async (ctx, tx, changes) => {
    for (const step of steps) await pipelined(...step.map((reaction) => () => reaction(ctx, tx, changes)))
  }

/** Attached to every context where it is made (lib/web, lib/runtime), so that no trade imports this file. */
export const react: React = reactBy(REACTIONS)
