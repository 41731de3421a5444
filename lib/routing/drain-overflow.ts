import { sql, type SQL } from "drizzle-orm"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { hasRoom } from "@/lib/core/routing/route-lead"
import { scheduledJob } from "@/lib/platform/jobs/job"
import { decideBatch } from "./decide-batch"
import { isOpenLead } from "./open-leads"
import { readCandidates } from "./read-candidates"
import { lockAssignmentState, readAssignmentState } from "./read-assignment-state"

/**
 * Leads that wait are asked about again each minute: a cap has room, a colleague is back, the day has begun. Oldest
 * first. The same goes for a lead whose owner has left without handing it over, whichever way that came about.
 */
const BATCH = 200
const SECONDS_MAX = 45

export async function drainOverflow(ctx: Ctx, signal?: AbortSignal): Promise<{ assigned: number }> {
  const until = performance.now() + SECONDS_MAX * 1000
  const isEnding = () => signal?.aborted === true || performance.now() > until
  let assigned = 0
  const { agents, state } = await readAssignmentState(ctx.db, ctx.now())
  const waiting = hasRoom(agents, state) ? [sql`l.owner_id is null`] : []
  for (const whose of [sql`l.owner_id in (select id from users where not active)`, ...waiting]) {
    let after: string | null = null
    do {
      const page: Page = await changeLeads(ctx, (unit) => drainPage(unit, whose, after))
      assigned += page.assigned
      after = page.last
    } while (after !== null && !isEnding())
  }
  return { assigned }
}

type Page = { assigned: number; last: string | null }

/** A lead that another process holds is left to it: it comes up again in a minute. */
async function drainPage(unit: LeadUnit, whose: SQL, after: string | null): Promise<Page> {
  const { db: tx, changes } = unit
  const { rows } = await tx.execute<{ id: string }>(sql`
    select l.id from leads l where ${whose} and ${isOpenLead()} and (${after}::uuid is null or l.id > ${after})
    order by l.id limit ${BATCH} for no key update of l skip locked`)
  const ids = rows.map(({ id }) => id)
  const candidates = (await readCandidates(tx, ids)).filter(({ last, run }) => !(last?.outcome === "held" && last.run === run))
  const last = ids.length < BATCH ? null : (ids.at(-1) ?? null)
  if (candidates.length === 0) return { assigned: 0, last }
  const assignment = await lockAssignmentState(tx, unit.now())
  const rulings = await decideBatch(unit, tx, assignment, candidates, "retry")
  const moved = rulings.filter(({ candidate, ownerId }) => ownerId !== candidate.ownerId)
  changes.show(...moved.map(({ candidate }) => candidate.id))
  changes.add(
    ...rulings.flatMap(({ candidate, ownerId }) => (ownerId === null ? [] : [{ leadId: candidate.id, cause: "assigned" as const }])),
  )
  return { assigned: moved.length, last }
}

export const drainOverflowJob = scheduledJob({
  name: "routing:overflow",
  schedule: "* * * * *",
  attemptsMax: 1,
  run: async (ctx, signal) => {
    await drainOverflow(ctx, signal)
  },
})
