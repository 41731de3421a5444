import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { publishEvents, type HookEvent } from "@/lib/platform/hooks/publish-events"
import { hasCause, type ChangedLead, type Reaction } from "@/lib/platform/lead-change"

/** Tells the endpoints what became of leads, once for a whole unit: the last reaction, when score and owner are decided. */
export const publishLeadEvents: Reaction = async (ctx, tx, changes) => {
  const merged = await survivorsOf(tx, changes)
  await publishEvents(
    tx,
    changes.flatMap((change) => eventsOf(change, merged)),
    ctx.now(),
  )
}

function eventsOf(change: ChangedLead, mergedInto: ReadonlyMap<string, string>): HookEvent[] {
  const { leadId, isNew, enteredStage: stage, scoreChange: score } = change
  const survivor = mergedInto.get(leadId)
  if (hasCause(change, "removed")) return [{ type: "lead.erased", leadId }]
  if (survivor !== undefined) return [{ type: "lead.merged", leadId, facts: { mergedInto: survivor } }]
  const told: HookEvent[] = []
  if (isNew) told.push({ type: "lead.created", leadId })
  else if (hasCause(change, "edited", "events", "merged", "split", "restricted")) told.push({ type: "lead.updated", leadId })
  if (hasCause(change, "unmerged")) told.push({ type: "lead.unmerged", leadId })
  if (stage !== undefined && !isNew) told.push({ type: "lead.stage_changed", leadId, facts: { stage } })
  if (stage === "booked") told.push({ type: "lead.booked", leadId })
  if (stage === "lost") told.push({ type: "lead.lost", leadId })
  if (change.newOwner || hasCause(change, "assigned")) told.push({ type: "lead.assigned", leadId })
  if (score) told.push({ type: "lead.score_changed", leadId, facts: { score } })
  return told
}

/** Merged lead → where it is now. */
async function survivorsOf(tx: Transaction, changes: readonly ChangedLead[]): Promise<Map<string, string>> {
  const merged = changes.filter((change) => hasCause(change, "merged")).map(({ leadId }) => leadId)
  if (merged.length === 0) return new Map()
  const { rows } = await tx.execute<{ id: string; merged_into: string }>(
    sql`select id, merged_into from leads where id in ${idsIn(merged)} and merged_into is not null`,
  )
  return new Map(rows.map((row) => [row.id, row.merged_into]))
}
