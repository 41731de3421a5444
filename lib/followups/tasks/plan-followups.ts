import { pipelined } from "@/db/pipelined"
import { sql } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { tasks } from "@/db/schema"
import { planTasks, type TaskPlan } from "@/lib/core/followups/plan"
import { newId } from "@/lib/platform/ids"
import { hasCause, hasOtherCause, type ChangedLead, type Reaction, type ReactionCtx } from "@/lib/platform/lead-change"
import { loadFacts, loadTasks, type LoadedFacts } from "./load-facts"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"

/**
 * Brings the tasks of changed leads to their planned state (lib/core/followups/plan.ts has the rules), in the
 * transaction that changed them and in a fixed number of statements per batch. The leads are already locked, so two
 * plans of one lead never overlap.
 */
export const planFollowups: Reaction = async (ctx, tx, changes) => {
  const relevant = changes.filter((change) => hasOtherCause(change, "edited", "removed"))
  const leadIds = [...new Set(relevant.map(({ leadId }) => leadId))]
  if (leadIds.length === 0) return
  const calendar = await readWorkingTime(tx)
  const [facts, known] = await pipelined(
    () => loadFacts(tx, leadIds),
    () => loadTasks(tx, leadIds),
  )
  const merged = new Set(relevant.filter((change) => hasCause(change, "merged", "unmerged")).map(({ leadId }) => leadId))
  const plans = facts.map((lead) => ({
    lead,
    plan: planTasks(lead, known.get(lead.leadId) ?? [], { calendar, now: ctx.now(), isMerge: merged.has(lead.leadId) }),
  }))
  await writePlans(ctx, tx, plans)
  // The tasks of a new lead have just been made for its owner.
  await followOwners(
    tx,
    relevant.filter(({ isNew }) => isNew !== true),
  )
}

type LeadPlan = { lead: LoadedFacts; plan: TaskPlan }

async function writePlans(ctx: ReactionCtx, tx: Transaction, plans: readonly LeadPlan[]): Promise<void> {
  await closeTasks(ctx, tx, plans)
  const replanned = plans.flatMap(({ plan }) => plan.replan)
  if (replanned.length > 0) {
    await tx.execute(sql`
      update tasks t set status = 'open', planned_from = p."plannedFrom", due_at = p."dueAt", snoozed_until = null, outcome = null, done_at = null,
        done_by = null, cancelled_reason = null, reminded_at = null, escalated_at = null
      from jsonb_to_recordset(${JSON.stringify(replanned)}::jsonb) as p(id uuid, "plannedFrom" timestamptz, "dueAt" timestamptz) where t.id = p.id`)
  }
  const rows = plans.flatMap(({ lead, plan }) =>
    plan.insert.map(({ kind, title, step, plannedFrom, dueAt }) => ({
      id: newId(),
      leadId: lead.leadId,
      kind,
      title,
      stageId: lead.stageId,
      run: lead.run,
      enteredAt: lead.enteredAt,
      cadenceStep: step,
      plannedFrom,
      planKey: [lead.leadId, lead.run, lead.stageId, lead.enteredAt.getTime(), plannedFrom.getTime(), step ?? "reply"].join("/"),
      dueAt,
      status: "open" as const,
      assigneeId: lead.ownerId,
      createdAt: ctx.now(),
    })),
  )
  await insertRows(tx, tasks, rows, sql`on conflict (plan_key) do nothing`)
}

async function closeTasks(ctx: ReactionCtx, tx: Transaction, plans: readonly LeadPlan[]): Promise<void> {
  const done = plans.flatMap(({ plan }) => plan.done.map(({ id, outcome, at }) => ({ id, status: "done", outcome, at, reason: null })))
  const cancelled = plans.flatMap(({ plan }) =>
    plan.cancel.map(({ id, reason }) => ({ id, status: "cancelled", outcome: null, at: ctx.now(), reason })),
  )
  if (done.length + cancelled.length === 0) return
  await tx.execute(sql`
    update tasks t set status = c.status, outcome = c.outcome, done_at = c.at, cancelled_reason = c.reason
    from jsonb_to_recordset(${JSON.stringify([...done, ...cancelled])}::jsonb) as c(id uuid, status text, outcome text, at timestamptz, reason text)
    where t.id = c.id and t.status = 'open'`)
}

/** Open tasks go with their lead to its owner: planned ones always, a colleague's own when the lead is handed over. */
async function followOwners(tx: Transaction, changes: readonly ChangedLead[]): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map((change) => ({ id: change.leadId, handed: hasCause(change, "assigned") }))
  await tx.execute(sql`
    update tasks t set assignee_id = l.owner_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id uuid, handed boolean) join leads l on l.id = c.id
    where t.lead_id = l.id and t.status = 'open' and t.kind <> 'review' and (t.created_by is null or c.handed)
      and t.assignee_id is distinct from l.owner_id`)
}
