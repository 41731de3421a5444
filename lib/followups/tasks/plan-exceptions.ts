import { sql } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { tasks, type leads } from "@/db/schema"
import {
  planException,
  stillMissing,
  type ExceptionMove,
  type ExceptionPlan,
  type ExceptionTask,
} from "@/lib/core/followups/plan-exceptions"
import { STALE_DAYS } from "@/lib/core/followups/plan"
import { missingLabel } from "@/lib/core/say-missing"
import { nextWorkingInstant } from "@/lib/core/working-time/working-time"
import { newId } from "@/lib/platform/ids"
import { readStages, stageIdOf, type Stage } from "@/lib/pipeline/stages/read-stages"
import { readFacts } from "@/lib/pipeline/stages/stage-facts"
import { hasOtherCause, type Reaction, type ReactionCtx } from "@/lib/platform/lead-change"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"

/**
 * Keeps exception tasks up to date (lib/core/followups/plan-exceptions.ts has the rules), in the transaction that
 * changed the leads. Most batches have none, and cost one look-up.
 */
export const planExceptions: Reaction = async (ctx, tx, changes) => {
  const changed = changes.filter((change) => hasOtherCause(change, "assigned", "scored", "removed"))
  const stays = changed.length > 0 ? await readStays(tx, [...new Set(changed.map(({ leadId }) => leadId))]) : []
  if (stays.length === 0) return
  const stages = await readStages(tx)
  const facts = await readFacts(tx, stays, ctx.now())
  const plans = stays.map((stay): StayPlan => {
    const known = facts.get(stay.id)
    const missing = stay.move && known ? stillMissing(stay.move, stages, { ...known, reason: stay.lostReason }) : []
    const isFresh = ctx.now().getTime() - stay.enteredAt.getTime() <= STALE_DAYS * 86_400_000
    return { stay, plan: planException(stay.move, missing, stay.tasks, { isFresh }) }
  })
  await close(ctx, tx, plans)
  await renew(tx, plans, stages)
  await insert(ctx, tx, plans, stages)
}

type Stay = {
  id: string
  run: number
  stageId: string
  enteredAt: Date
  ownerId: string | null
  lostReason: string | null
  provenance: (typeof leads.$inferSelect)["provenance"]
  via: string | null
  move: ExceptionMove | null
  tasks: ExceptionTask[]
}
type StayPlan = { stay: Stay; plan: ExceptionPlan }

type Row = {
  id: string
  run: number
  stage_id: string
  stage_entered_at: string
  owner_id: string | null
  lost_reason: string | null
  provenance: Stay["provenance"]
  move: { id: string; via: string; exceptions: string[] } | null
  tasks: ExceptionTask[]
}

/** Leads whose current stay began with an exception, or that have an open task about an earlier one. */
async function readStays(tx: Transaction, leadIds: readonly string[]): Promise<Stay[]> {
  const { rows } = await tx.execute<Row>(sql`
    select l.id, l.run, l.stage_id, l.stage_entered_at, l.owner_id, l.lost_reason, l.provenance, to_jsonb(m) as move, coalesce(known.list, '[]') as tasks
    from leads l
    left join lateral (
      select h.id, h.via, h.exceptions from stage_history h
      where h.lead_id = l.id and h.at = l.stage_entered_at and h.to_stage_id = l.stage_id and h.run = l.run and h.via in ('crm', 'erp')
        and h.exceptions <> '[]' order by h.created_at desc, h.id desc limit 1) m on true
    left join lateral (
      select jsonb_agg(jsonb_build_object('id', t.id, 'planKey', t.plan_key, 'status', t.status, 'cancelledReason', t.cancelled_reason)) as list
      from tasks t where t.lead_id = l.id and t.kind = 'exception' and (t.status = 'open' or m.id is not null)) known on true
    where l.id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(leadIds)}::jsonb))
      and l.state = 'active' and l.kind = 'lead' and l.restricted_at is null and (m.id is not null or known.list is not null)`)
  return rows.map(({ id, run, stage_id, stage_entered_at, owner_id, lost_reason, provenance, move, tasks: known }) => ({
    id,
    run,
    stageId: stage_id,
    enteredAt: new Date(stage_entered_at),
    ownerId: owner_id,
    lostReason: lost_reason,
    provenance,
    via: move?.via ?? null,
    move: move && { historyId: move.id, to: stageIdOf(stage_id), exceptions: move.exceptions },
    tasks: known,
  }))
}

async function close(ctx: ReactionCtx, tx: Transaction, plans: readonly StayPlan[]): Promise<void> {
  const rows = plans.flatMap(({ plan }) => [
    ...plan.met.map((id) => ({ id, status: "done", outcome: "met", reason: null })),
    ...plan.cancel.map(({ id, reason }) => ({ id, status: "cancelled", outcome: null, reason })),
  ])
  if (rows.length === 0) return
  await tx.execute(sql`
    update tasks t set status = c.status, outcome = c.outcome, cancelled_reason = c.reason, done_at = ${ctx.now().toISOString()}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id uuid, status text, outcome text, reason text)
    where t.id = c.id and t.status = 'open'`)
}

async function renew(tx: Transaction, plans: readonly StayPlan[], stages: readonly Stage[]): Promise<void> {
  const rows = plans.flatMap(({ stay, plan }) => plan.renew.map(({ id, missing }) => ({ id, title: titleOf(stay, missing, stages) })))
  if (rows.length === 0) return
  await tx.execute(sql`
    update tasks t set title = c.title, status = 'open', cancelled_reason = null, done_at = null, done_by = null
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id uuid, title text)
    where t.id = c.id and (t.title <> c.title or t.status <> 'open')`)
}

async function insert(ctx: ReactionCtx, tx: Transaction, plans: readonly StayPlan[], stages: readonly Stage[]): Promise<void> {
  const wanted = plans.flatMap(({ stay, plan }) => (plan.insert ? [{ stay, ...plan.insert }] : []))
  if (wanted.length === 0) return
  const calendar = await readWorkingTime(tx)
  const rows = wanted.map(({ stay, planKey, missing }) => ({
    id: newId(),
    leadId: stay.id,
    kind: "exception" as const,
    title: titleOf(stay, missing, stages),
    note: `${stay.via === "crm" ? "The CRM" : "The rental system"} moved it there. This closes by itself when nothing is missing any more.`,
    stageId: stay.stageId,
    run: stay.run,
    enteredAt: stay.enteredAt,
    plannedFrom: stay.enteredAt,
    planKey,
    dueAt: nextWorkingInstant(calendar, ctx.now()),
    status: "open" as const,
    assigneeId: stay.ownerId,
    createdAt: ctx.now(),
  }))
  await insertRows(tx, tasks, rows, sql`on conflict (plan_key) do nothing`)
}

const TITLE_MAX = 200

function titleOf({ stageId }: Stay, missing: readonly string[], stages: readonly Stage[]): string {
  const labels = Object.fromEntries(stages.flatMap(({ checklist }) => checklist.map(({ id, label }) => [id, label])))
  const name = stages.find(({ id }) => id === stageId)?.name ?? stageId
  return `Missing for ${name}: ${missing.map((one) => missingLabel(one, labels)).join(", ")}`.slice(0, TITLE_MAX)
}
