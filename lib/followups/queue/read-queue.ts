import { addDays, dayOf, startOfDay } from "@/lib/core/days"
import { HOUR_MS } from "@/lib/core/time"
import { idsIn } from "@/db/sql"
import { sql } from "drizzle-orm"
import { z } from "zod"
import { actorId, type Ctx } from "@/lib/platform/context"
import { FIRST_STAGE } from "@/lib/core/stages"
import { BANDS, STAGE_IDS } from "@/lib/core/lead-states"
import { orderQueue, type QueueLead, type Queued } from "@/lib/core/queue/order"
import { can, mayChangeLead, requirePermission } from "@/lib/platform/permissions"
import { PERSON_SPOKE, WAIT, WE_SPOKE } from "@/lib/leads/waits"
import { findCandidates, WINDOW_HOURS, type Owners } from "./queue-candidates"
import type { QueueRow } from "./queue-view"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import { readResponseTargets } from "@/lib/platform/settings/response-targets-setting"
import { ReadQueue } from "@/lib/core/filters/queue"

type Queue = {
  rows: QueueRow[]
  total: number
  /** Whose queue: a colleague's id, or `all`; null for one's own. */ agent: string | null
}

const ROWS_MAX = 100

/**
 * The queue. An agent sees own and unassigned leads; a manager may see a colleague's queue, or everyone's. A snoozed
 * lead is hidden until its time, or until something new happens: a message of the person, another stage, a newly
 * created task that is due.
 */
export async function readQueue(ctx: Ctx, input: z.input<typeof ReadQueue>): Promise<Queue> {
  requirePermission(ctx, "lead.read")
  const { agent: asked } = ReadQueue.parse(input)
  const me = actorId(ctx)
  const agent = asked !== undefined && asked !== me && can(ctx.actor, "queue.read_any") ? asked : null
  const [calendar, targets] = await Promise.all([readWorkingTime(ctx.db), readResponseTargets(ctx.db)])
  const today = dayOf(ctx.now(), calendar.timeZone)
  const dueBefore = startOfDay(addDays(today, 1), calendar.timeZone)
  const owners: Owners = agent === "all" ? "all" : agent !== null ? [agent] : [me, null]
  const candidates = await findCandidates(ctx, owners, { dueBefore, windowMinutes: targets.windowWarningMinutes })
  const facts = await loadQueueFacts(ctx, {
    leadIds: candidates,
    viewerId: agent === null ? me : agent === "all" ? null : agent,
    dueBefore,
  })
  const queued = orderQueue(facts.map(queueLead), { calendar, targets, now: ctx.now() })
  return { rows: queued.slice(0, ROWS_MAX).map((one) => rowOf(ctx, one)), total: queued.length, agent }
}

const Instant = z.coerce.date()
const FactsRow = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
  kind: z.string(),
  stage_id: z.enum(STAGE_IDS),
  stage_entered_at: Instant,
  score: z.number(),
  band: z.enum(BANDS),
  vehicle: z.string().nullable(),
  owner_id: z.string().nullable(),
  owner_name: z.string().nullable(),
  person: z.object({ at: Instant, kind: z.string(), channel: z.string(), text: z.string().nullable() }).nullable(),
  wait_kind: z.enum(["first_touch", "first_reply"]).nullable(),
  asked_at: Instant.nullable(),
  known_at: Instant.nullable(),
  agent_at: Instant.nullable(),
  attempts: z.number(),
  window_from: Instant.nullable(),
  tasks: z.array(z.object({ id: z.uuid(), kind: z.string(), title: z.string(), at: Instant, escalated: z.boolean() })),
})
type FactsRow = z.infer<typeof FactsRow>

type Wanted = { leadIds: readonly string[]; viewerId: string | null; dueBefore: Date }

async function loadQueueFacts(ctx: Ctx, { leadIds, viewerId, dueBefore }: Wanted): Promise<FactsRow[]> {
  if (leadIds.length === 0) return []
  const now = ctx.now().toISOString()
  const { rows } = await ctx.db.execute(sql`
    select l.id, l.name, l.phones, l.emails, l.kind, l.stage_id, l.stage_entered_at, l.score, l.band, l.vehicle, l.owner_id, u.name as owner_name,
      to_jsonb(person) as person, wait.kind as wait_kind, wait.asked_at, wait.known_at, agent.at as agent_at, coalesce(agent.attempts, 0)::int as attempts, thread.at as window_from, coalesce(due.list, '[]') as tasks
    from leads l
    left join users u on u.id = l.owner_id
    left join lateral (
      select t.occurred_at as at, t.kind, t.channel, left(t.text, 280) as text
      from touchpoints t where t.lead_id = l.id and ${PERSON_SPOKE} order by t.occurred_at desc limit 1
    ) person on true
    left join lateral ${WAIT} wait on true
    left join lateral (select max(t.occurred_at) as at, count(*) as attempts from touchpoints t where t.lead_id = l.id and ${WE_SPOKE}) agent on true
    left join lateral (select max(c.last_inbound_at) as at from conversations c where c.lead_id = l.id and c.provider = 'botspace') thread on true
    left join lateral (
      select jsonb_agg(jsonb_build_object('id', t.id, 'kind', t.kind, 'title', t.title, 'at', t.action_at, 'escalated', t.escalated_at is not null)
        order by t.action_at) as list
      from tasks t where t.lead_id = l.id and t.status = 'open' and t.action_at < ${dueBefore.toISOString()}
    ) due on true
    where l.state = 'active' and l.restricted_at is null and l.id in ${idsIn(leadIds)}
      and not exists (
        select 1 from queue_snoozes z where z.lead_id = l.id and z.user_id = ${viewerId}::uuid and z.until > ${now} and (person.at is null or person.at <= z.at)
          and l.stage_entered_at <= z.at and not exists (
            select 1 from tasks t where t.lead_id = l.id and t.status = 'open' and t.created_at > z.at and t.action_at <= ${now}))`)
  return rows.map((row) => FactsRow.parse(row))
}

type Known = QueueLead & { facts: FactsRow }

function queueLead(facts: FactsRow): Known {
  const { person, agent_at: agentAt, window_from: windowFrom } = facts
  const wait = waitOf(facts)
  return {
    leadId: facts.id,
    score: facts.score,
    band: facts.band,
    isNew: facts.kind === "lead" && facts.stage_id === FIRST_STAGE && (agentAt === null || agentAt < facts.stage_entered_at),
    arrivedAt: facts.stage_entered_at,
    wait: wait && { ...wait, isMissedCall: person?.kind === "call_missed" },
    windowUntil: windowFrom === null || facts.stage_id === "lost" ? null : new Date(windowFrom.getTime() + WINDOW_HOURS * HOUR_MS),
    // The unanswered message says more than the task it created.
    tasks: facts.tasks
      .filter(({ kind }) => kind !== "reply" || wait === null)
      .map(({ id, title, at, escalated }) => ({ id, title, at, isEscalated: escalated })),
    facts,
  }
}

const waitOf = ({ wait_kind: kind, asked_at: askedAt, known_at: knownAt }: FactsRow) =>
  kind && askedAt && knownAt ? { kind, askedAt, knownAt } : null

const rowOf = (ctx: Ctx, { lead: { facts }, reasons }: Queued<Known>): QueueRow => ({
  leadId: facts.id,
  name: facts.name,
  phone: facts.phones[0] ?? null,
  email: facts.emails[0] ?? null,
  stage: facts.stage_id,
  kind: facts.kind,
  owner: facts.owner_id && facts.owner_name ? { id: facts.owner_id, name: facts.owner_name } : null,
  score: facts.score,
  band: facts.band,
  vehicle: facts.vehicle,
  last: facts.person && {
    at: facts.person.at.toISOString(),
    text: facts.person.text,
    channel: facts.person.channel,
    kind: facts.person.kind,
  },
  attempts: facts.attempts,
  taskId: reasons[0]?.taskId ?? facts.tasks[0]?.id ?? null,
  mayChange: mayChangeLead(ctx.actor, { ownerId: facts.owner_id }),
  reasons: reasons.map(({ kind, at, isLate, taskId, title }) => ({ kind, at: at.toISOString(), isLate, taskId, title })),
})
