import type { Transaction } from "@/db/client"
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
import type { LeadChange, Reaction, ReactionCtx } from "@/lib/platform/lead-change"

/** In the order in which one depends on the other. */
const REACTIONS: readonly Reaction[] = [
  reopenCancelled,
  keepAmounts,
  rescoreLeads,
  routeLeads,
  planFollowups,
  enrolNurture,
  noteExceptions,
  planExceptions,
  rankDuplicates,
  markDirtyLeads,
  queuePushes,
]

/** Everything that follows from changed leads, in the transaction that changed them. */
export async function react(ctx: ReactionCtx, tx: Transaction, changes: readonly LeadChange[]): Promise<void> {
  if (changes.length === 0) return
  for (const reaction of REACTIONS) await reaction(ctx, tx, changes)
}
