import { pipelined } from "@/db/pipelined"
import { dayOf, startOfDay } from "@/lib/core/days"
import { sql } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import type { Role } from "@/lib/core/lead-states"
import type { Agent, Load, RoutingState } from "@/lib/core/routing/route-lead"
import { ownCalendar, type WorkingHours } from "@/lib/core/routing/working-hours"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { lockShared } from "@/lib/platform/lock-order"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import type { Turn } from "@/lib/core/routing/turns"
import { isOpenLead } from "./open-leads"
import { readRuleBook, type RuleBook } from "./read-config"

/**
 * All that a decision depends on beside the lead: the rules, the team, its load and whose turn it is. A worker that decides
 * reads it under `lockShared`, so that two leads never take one place under a cap and turns are never given twice.
 */
export type AssignmentState = RuleBook & { agents: Agent[]; state: RoutingState; calendar: WorkingTime }

type AgentRow = {
  id: string
  name: string
  role: Role
  active: boolean
  languages: string[]
  takes_leads: boolean
  weight: number
  open_max: number | null
  new_per_day_max: number | null
  hours: WorkingHours | null
  place: number | null
  seq: string | null
  until: Date | string | null
  deputy_id: string | null
  open: number
  today: number
}

/**
 * A load is only counted against a cap, and only up to it: the cost is bounded by the team, whatever the size of the
 * store. The order has no meaning but to the planner, who then reads `leads_open_owner` and no other index.
 */
export async function readAssignmentState(db: Database | Transaction, now: Date): Promise<AssignmentState> {
  const calendar = await readWorkingTime(db)
  const [book, rows] = await pipelined(
    () => readRuleBook(db),
    () => readAgents(db, now, calendar),
  )
  const loads: Record<string, Load> = Object.fromEntries(rows.map(({ id, open, today }) => [id, { open, today }]))
  const turns = Object.fromEntries(
    rows.flatMap(({ id, place, seq }): [string, Turn][] => (place === null || seq === null ? [] : [[id, { place, seq: Number(seq) }]])),
  )
  return { ...book, calendar, agents: rows.map((row) => agentOf(row, calendar)), state: { loads, turns } }
}

/** The same for a worker that decides. The lock is sent with the reading, so it is held for no pause between the two. */
export async function lockAssignmentState(tx: Transaction, now: Date): Promise<AssignmentState> {
  const [, state] = await pipelined(
    () => lockShared(tx),
    () => readAssignmentState(tx, now),
  )
  return state
}

async function readAgents(db: Database | Transaction, now: Date, calendar: WorkingTime): Promise<AgentRow[]> {
  const day = startOfDay(dayOf(now, calendar.timeZone), calendar.timeZone).toISOString()
  const at = now.toISOString()
  const { rows } = await db.execute<AgentRow>(sql`
    select u.id, u.name, u.role, u.active, u.languages, coalesce(a.takes_leads, true) as takes_leads, coalesce(a.weight, 1) as weight,
           a.open_max, a.new_per_day_max, a.hours, t.place, t.seq, away.to_at as until, away.deputy_id,
           case when a.open_max is null then 0 else (select count(*)::int from (
             select 1 from leads l where l.owner_id = u.id and ${isOpenLead()} order by l.id limit a.open_max + 1) counted) end as open,
           case when a.new_per_day_max is null then 0 else (select count(*)::int from (
             select 1 from owner_history h where h.to_user_id = u.id and h.at >= ${day} limit a.new_per_day_max + 1) counted) end as today
    from users u
    left join agents a on a.user_id = u.id
    left join routing_turns t on t.user_id = u.id
    left join lateral (select to_at, deputy_id from absences where user_id = u.id and from_at <= ${at} and to_at > ${at}
                       order by to_at desc limit 1) away on true
    where u.active
    order by u.id`)
  return rows
}

const agentOf = (row: AgentRow, calendar: WorkingTime): Agent => ({
  id: row.id,
  name: row.name,
  role: row.role,
  isActive: row.active,
  takesLeads: row.takes_leads,
  languages: row.languages,
  weight: row.weight,
  openMax: row.open_max,
  newPerDayMax: row.new_per_day_max,
  calendar: row.hours ? ownCalendar(calendar, row.hours) : null,
  absence: row.until === null ? null : { until: new Date(row.until), deputyId: row.deputy_id },
})
