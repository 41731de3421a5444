import { sql } from "drizzle-orm"
import { z } from "zod"
import type { Database, Transaction } from "@/db/client"
import type { LeadFacts, TaskFacts } from "@/lib/core/followups/plan"
import { Cadence } from "@/lib/core/stages"
import { PERSON_SPOKE, WE_SPOKE } from "@/lib/leads/waits"
import { TASK_KINDS, TASK_STATUSES } from "@/lib/core/followups/task-states"

/** The follow-up days of an open stage; other stages have none. */
const cadenceOf = ({ outcome, cadence }: { outcome: string; cadence: Cadence }): number[] => (outcome === "open" ? cadence.days : [])

const Instant = z.coerce.date()
const FactsRow = z.object({
  id: z.uuid(),
  state: z.string(),
  kind: z.string(),
  stage_id: z.string(),
  run: z.number(),
  stage_entered_at: Instant,
  owner_id: z.string().nullable(),
  stage: z.object({ outcome: z.enum(["open", "won", "lost"]), cadence: Cadence }),
  person_at: Instant.nullable(),
  person_kind: z.string().nullable(),
  answered_at: Instant.nullable(),
  agent_at: Instant.nullable(),
})

export type LoadedFacts = LeadFacts & { ownerId: string | null }

/** Everything the plan of these leads depends on, in one statement of index look-ups. */
export async function loadFacts(db: Database | Transaction, leadIds: readonly string[]): Promise<LoadedFacts[]> {
  const { rows } = await db.execute(sql`
    select l.id, l.state, case when l.restricted_at is null then l.kind else 'restricted' end as kind, l.stage_id, l.run, l.stage_entered_at, l.owner_id, to_jsonb(s) as stage,
      person.at as person_at, person.kind as person_kind, answer.at as answered_at, agent.at as agent_at
    from leads l
    join stages s on s.id = l.stage_id
    left join lateral (
      select t.occurred_at as at, t.kind from touchpoints t where t.lead_id = l.id and ${PERSON_SPOKE} order by t.occurred_at desc limit 1
    ) person on true
    left join lateral (
      select t.occurred_at as at from touchpoints t where t.lead_id = l.id and ${WE_SPOKE} order by t.occurred_at desc limit 1
    ) agent on true
    left join lateral (
      select t.occurred_at as at from touchpoints t
      where agent.at >= person.at and t.lead_id = l.id and t.occurred_at >= person.at and ${WE_SPOKE} order by t.occurred_at limit 1
    ) answer on true
    where l.id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(leadIds)}::jsonb))`)
  return rows.map((raw) => {
    const row = FactsRow.parse(raw)
    return {
      leadId: row.id,
      isActive: row.state === "active",
      isOnBoard: row.kind === "lead",
      outcome: row.stage.outcome,
      stageId: row.stage_id,
      run: row.run,
      enteredAt: row.stage_entered_at,
      cadence: cadenceOf(row.stage),
      personAt: row.person_at,
      isMissedCall: row.person_kind === "call_missed",
      answeredAt: row.answered_at,
      agentAt: row.agent_at,
      ownerId: row.owner_id,
    }
  })
}

const TaskRow = z.object({
  id: z.uuid(),
  lead_id: z.uuid(),
  kind: z.enum(TASK_KINDS),
  status: z.enum(TASK_STATUSES),
  stage_id: z.string().nullable(),
  entered_at: Instant.nullable(),
  cadence_step: z.number().nullable(),
  planned_from: Instant.nullable(),
  due_at: Instant,
  done_at: Instant.nullable(),
  cancelled_reason: z.string().nullable(),
})

/** Open tasks, those of the current visit, and replies that may answer the newest message; by lead, oldest first. */
export async function loadTasks(tx: Transaction, leadIds: readonly string[]): Promise<Map<string, TaskFacts[]>> {
  const { rows } = await tx.execute(sql`
    select t.id, t.lead_id, t.kind, t.status, t.stage_id, t.entered_at, t.cadence_step, t.planned_from, t.due_at, t.done_at, t.cancelled_reason
    from tasks t join leads l on l.id = t.lead_id
    where t.lead_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(leadIds)}::jsonb))
      and (t.status = 'open' or (t.stage_id = l.stage_id and t.entered_at = l.stage_entered_at) or (t.kind = 'reply' and t.planned_from >= l.stage_entered_at))
    order by t.id`)
  const byLead = new Map<string, TaskFacts[]>()
  for (const raw of rows) {
    const row = TaskRow.parse(raw)
    const own = byLead.get(row.lead_id) ?? []
    own.push({
      id: row.id,
      kind: row.kind,
      status: row.status,
      stageId: row.stage_id,
      enteredAt: row.entered_at,
      step: row.cadence_step,
      plannedFrom: row.planned_from,
      dueAt: row.due_at,
      doneAt: row.done_at,
      cancelledReason: row.cancelled_reason,
    })
    byLead.set(row.lead_id, own)
  }
  return byLead
}
