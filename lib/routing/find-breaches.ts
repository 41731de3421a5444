import { sql } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import type { BreachKind, RoutingConfig } from "@/lib/core/routing/routing-config"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { addWorkingMinutes, subtractWorkingMinutes } from "@/lib/core/working-time/working-time"
import { WE_SPOKE } from "@/lib/leads/who-spoke"
import { isOpenLead } from "./open-leads"

/** A clock that has run out: which lead, which promise, and when it was due. */
export type OverdueClock = { leadId: string; run: number; ownerId: string | null; kind: BreachKind; dueAt: Date }

type Row = {
  id: string
  run: number
  owner_id: string | null
  is_new: boolean
  arrived_at: string
  is_touched: boolean
  asked_at: string | null
  breached: BreachKind[] | null
}

/**
 * Leads that were quiet for longer are no longer waiting for a first answer; they are what follow-ups are for. Days off
 * are none of these: a promise made on the eve of a long holiday runs out after it.
 */
const HORIZON_DAYS = 7
const DAY_OF_WORK = 8 * 60

/**
 * Three clocks, in working minutes. Assignment runs from the lead's arrival until somebody has it. First touch runs
 * from its arrival until we reach out or move it on. First reply runs from the person's first message of this run until
 * our next word. What a bot or a sequence says keeps no promise, and neither does a receipt of delivery. Arrival is when we could first know of the lead: an event that came late is nobody's delay.
 */
export async function findOverdue(
  db: Database | Transaction,
  sla: RoutingConfig["sla"],
  calendar: WorkingTime,
  now: Date,
): Promise<OverdueClock[]> {
  const longest = Math.max(0, ...Object.values(sla).map(({ minutes }) => minutes ?? 0))
  const calm = subtractWorkingMinutes(calendar, now, longest + DAY_OF_WORK).getTime()
  const horizon = new Date(Math.min(calm, now.getTime() - HORIZON_DAYS * 86_400_000)).toISOString()
  const { rows } = await db.execute<Row>(sql`
    select l.id, l.run, l.owner_id, l.stage_id = 'new_lead' as is_new, arrived.at as arrived_at, exists (
             select 1 from touchpoints t where t.lead_id = l.id and ${WE_SPOKE} and t.occurred_at >= entered.at) as is_touched,
           asked.at as asked_at,
           (select array_agg(b.kind) from sla_breaches b where b.lead_id = l.id and b.run = l.run) as breached
    from leads l
    cross join lateral (select min(h.at) as at from stage_history h where h.lead_id = l.id and h.run = l.run) entered
    cross join lateral (select case when l.run = 1 then greatest(entered.at, l.created_at) else entered.at end as at) arrived
    left join lateral (
      select greatest(t.occurred_at, arrived.at) as at from touchpoints t
      where t.lead_id = l.id and t.direction = 'inbound' and t.kind = 'message' and t.author_role = 'person' and t.occurred_at >= entered.at
        and t.occurred_at > coalesce((select max(t.occurred_at) from touchpoints t where t.lead_id = l.id and ${WE_SPOKE}), '-infinity')
      order by t.occurred_at limit 1) asked on true
    where ${isOpenLead()} and l.last_activity_at >= ${horizon} and entered.at is not null
      and (l.owner_id is null or l.stage_id = 'new_lead' or asked.at is not null)`)
  return rows.flatMap((row) => clocksOf(row, sla, calendar, now))
}

function clocksOf(row: Row, sla: RoutingConfig["sla"], calendar: WorkingTime, now: Date): OverdueClock[] {
  const running: [BreachKind, string][] = []
  if (row.owner_id === null) running.push(["assignment", row.arrived_at])
  if (row.is_new && !row.is_touched) running.push(["first_touch", row.arrived_at])
  if (row.asked_at !== null) running.push(["first_reply", row.asked_at])
  return running.flatMap(([kind, since]) => {
    const { minutes } = sla[kind]
    const started = new Date(since)
    if (minutes === null || row.breached?.includes(kind) || now.getTime() - started.getTime() < minutes * 60_000) return []
    const dueAt = addWorkingMinutes(calendar, started, minutes)
    return dueAt <= now ? [{ leadId: row.id, run: row.run, ownerId: row.owner_id, kind, dueAt }] : []
  })
}
