import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { insertRows } from "@/db/bulk"
import { auditLog, slaBreaches } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { scheduledJob } from "@/lib/platform/jobs/job"
import { decideBatch } from "./decide-batch"
import { findOverdue, type OverdueClock } from "./find-breaches"
import { readCandidates } from "./read-candidates"
import { lockAssignmentState } from "./read-assignment-state"
import { tellBreaches } from "./tell-team"
import { readResponseTargets } from "@/lib/platform/settings/response-targets-setting"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"

/**
 * Each minute: which promises to customers were not kept. A breach is recorded once a lead, run and kind, and then the
 * manager is told, or the lead goes to a colleague, as the rules say. A lead that no one else can take stays
 * with its owner, and the manager is told after all.
 */
const BATCH = 200

export async function checkSla(ctx: Ctx, signal?: AbortSignal): Promise<{ breaches: number }> {
  const [targets, calendar] = [await readResponseTargets(ctx.db), await readWorkingTime(ctx.db)]
  const overdue = await findOverdue(ctx.db, { targets, calendar, now: ctx.now() })
  const isEnding = () => signal?.aborted === true
  let breaches = 0
  for (let start = 0; start < overdue.length && !isEnding(); start += BATCH) {
    breaches += await changeLeads(ctx, (unit) => recordBatch(unit, overdue.slice(start, start + BATCH)))
  }
  return { breaches }
}

/** The rows of the leads are locked first; a second worker finds the breach recorded. */
async function recordBatch(unit: LeadUnit, clocks: readonly OverdueClock[]): Promise<number> {
  const { db: tx, changes } = unit
  const fresh = await stillOverdue(unit, clocks)
  if (fresh.length === 0) return 0
  const targets = await readResponseTargets(tx)
  const taken = fresh.filter(({ kind, ownerId }) => ownerId !== null && targets[kind].whenMissed === "reassign")
  const newOwners = await reassign(unit, taken)
  const at = unit.now()
  const rows = fresh.map(({ leadId, kind, run, dueAt, ownerId }) => {
    const escalatedTo = newOwners.get(leadId) ?? targets.escalateTo
    return { id: newId(), leadId, kind, run, dueAt, at, ownerId, escalatedTo }
  })
  await insertRows(tx, slaBreaches, rows)
  await insertRows(
    tx,
    auditLog,
    rows.map(({ leadId, kind, dueAt, ownerId, escalatedTo }) => ({
      at,
      actorKind: "system" as const,
      actorId: "sla",
      action: "sla.breached",
      leadId,
      subject: kind,
      change: { kind, dueAt: dueAt.toISOString(), ownerId, escalatedTo },
    })),
  )
  // The colleague who got the lead instead has been told.
  const unsettled = fresh.filter(({ leadId }) => !newOwners.has(leadId))
  await tellBreaches(unit, tx, unsettled, targets.escalateTo)
  changes.show(...fresh.map(({ leadId }) => leadId))
  return fresh.length
}

async function stillOverdue({ db: tx }: LeadUnit, clocks: readonly OverdueClock[]): Promise<OverdueClock[]> {
  const ids = idsIn([...new Set(clocks.map(({ leadId }) => leadId))])
  const locked = await tx.execute<{ id: string; run: number; owner_id: string | null }>(sql`
    select l.id, l.run, l.owner_id from leads l where l.state = 'active' and l.id in ${ids}
    order by l.id for no key update skip locked`)
  const known = await tx.execute<{ key: string }>(sql`
    select lead_id || ':' || run || ':' || kind as key from sla_breaches
    where lead_id in ${ids}`)
  const leads = new Map(locked.rows.map((row) => [row.id, row]))
  const seen = new Set(known.rows.map(({ key }) => key))
  return clocks.filter(({ leadId, run, kind, ownerId }) => {
    const lead = leads.get(leadId)
    return lead?.run === run && lead.owner_id === ownerId && !seen.has(`${leadId}:${run}:${kind}`)
  })
}

async function reassign(unit: LeadUnit, clocks: readonly OverdueClock[]): Promise<Map<string, string>> {
  const { db: tx, changes } = unit
  if (clocks.length === 0) return new Map()
  const candidates = await readCandidates(
    tx,
    clocks.map(({ leadId }) => leadId),
  )
  const rulings = await decideBatch(unit, tx, await lockAssignmentState(tx, unit.now()), candidates, "sla")
  changes.add(...rulings.map(({ candidate }) => ({ leadId: candidate.id, cause: "assigned" as const })))
  return new Map(rulings.flatMap(({ candidate, ownerId }) => (ownerId === null ? [] : [[candidate.id, ownerId] as const])))
}

export const checkSlaJob = scheduledJob({
  name: "routing:sla",
  schedule: "* * * * *",
  attemptsMax: 1,
  run: async (ctx, signal) => {
    await checkSla(ctx, signal)
  },
})
