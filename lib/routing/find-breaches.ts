import { sql } from "drizzle-orm"
import { DAY_MS } from "@/lib/core/time"
import type { Database, Transaction } from "@/db/client"
import { BANDS, type Band } from "@/lib/core/lead-states"
import { clockStart, isOverdue, TARGET_KINDS, type TargetClock, type TargetKind } from "@/lib/core/response/targets"
import { addWorkingMinutes, subtractWorkingMinutes } from "@/lib/core/working-time/working-time"
import { WAIT } from "@/lib/leads/waits"
import { isOpenLead } from "./open-leads"

/** A clock that has run out: which lead, which target, and when it was due. */
export type OverdueClock = { leadId: string; run: number; ownerId: string | null; kind: TargetKind; dueAt: Date }

type Row = {
  id: string
  run: number
  band: Band
  owner_id: string | null
  arrived_at: string | null
  kind: "first_touch" | "first_reply" | null
  asked_at: string | null
  known_at: string | null
  breached: TargetKind[] | null
}

/**
 * Leads that were quiet for longer are no longer waiting for a first answer; they are what follow-ups are for. Days off
 * are none of these: a target set on the eve of a long holiday runs out after it. What was quiet was not written either,
 * so the index on `updated_at` leads to the leads of these days, however large the store is.
 */
const HORIZON_DAYS = 7
const DAY_OF_WORK = 8 * 60

/**
 * The clocks of lib/core/response/targets.ts that have run out and were not recorded yet. A lead arrives when we can first know of
 * it: an event that came late is no agent's delay.
 */
export async function findOverdue(db: Database | Transaction, clock: TargetClock): Promise<OverdueClock[]> {
  const { targets, calendar, now } = clock
  const longest = Math.max(...TARGET_KINDS.flatMap((kind) => BANDS.map((band) => targets[kind].minutes[band])))
  const calm = subtractWorkingMinutes(calendar, now, longest + DAY_OF_WORK).getTime()
  const horizon = new Date(Math.min(calm, now.getTime() - HORIZON_DAYS * DAY_MS)).toISOString()
  const { rows } = await db.execute<Row>(sql`
    select l.id, l.run, l.band, l.owner_id, case when ${isOpenLead()} and l.owner_id is null then arrived.at end as arrived_at,
           wait.kind, wait.asked_at, wait.known_at,
           (select array_agg(b.kind) from sla_breaches b where b.lead_id = l.id and b.run = l.run) as breached
    from leads l
    cross join lateral (select min(h.at) as at from stage_history h where h.lead_id = l.id and h.run = l.run) entered
    cross join lateral (select case when l.run = 1 then greatest(entered.at, l.created_at) else entered.at end as at) arrived
    left join lateral ${WAIT} wait on true
    where l.updated_at >= ${horizon} and greatest(l.last_activity_at, l.created_at) >= ${horizon}
      and l.state = 'active' and l.restricted_at is null and l.stage_id <> 'lost'
      and (l.owner_id is null or wait.kind is not null)`)
  return rows.flatMap((row) => clocksOf(row, clock))
}

function clocksOf(row: Row, { targets, calendar, now }: TargetClock): OverdueClock[] {
  const { id: leadId, run, owner_id: ownerId, band, arrived_at: arrivedAt, kind, asked_at: askedAt, known_at: knownAt } = row
  const running: [TargetKind, Date][] = []
  if (arrivedAt !== null) running.push(["assignment", new Date(arrivedAt)])
  if (kind && askedAt && knownAt) running.push([kind, clockStart({ askedAt: new Date(askedAt), knownAt: new Date(knownAt) })])
  return running.flatMap(([target, since]) => {
    const { minutes, whenMissed } = targets[target]
    if (whenMissed === "off" || row.breached?.includes(target)) return []
    const dueAt = addWorkingMinutes(calendar, since, minutes[band])
    return isOverdue(dueAt, now) ? [{ leadId, run, ownerId, kind: target, dueAt }] : []
  })
}
