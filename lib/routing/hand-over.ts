import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { LeadUnit } from "@/lib/platform/change/change-leads"
import { lockShared } from "@/lib/platform/lock-order"
import { decideBatch } from "./decide-batch"
import { isOpenLead } from "./open-leads"
import { readCandidates, type Candidate } from "./read-candidates"
import { readAssignmentState } from "./read-assignment-state"
import { writeRulings, type Ruling } from "./write-decisions"

/** To the rules, or to one colleague. */
type HandOverTo = { kind: "routing" } | { kind: "person"; userId: string; name: string }

/**
 * The open leads of a colleague, and with them whatever else the colleague has something to do about: locked in order of id
 * before anything else is.
 */
export async function lockOpenLeadsOf(tx: Transaction, userId: string): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string; is_own: boolean }>(sql`
    select l.id, l.owner_id is not distinct from ${userId}::uuid and ${isOpenLead()} as is_own from leads l
    where (l.owner_id = ${userId} and ${isOpenLead()}) or l.id in (select lead_id from tasks where assignee_id = ${userId} and status = 'open')
    order by l.id for no key update of l`)
  return rows.flatMap(({ id, is_own }) => (is_own ? [id] : []))
}

/** Hand-over: gives the leads of a colleague who leaves to others, with history and receipt. What no one can take waits unassigned. */
export async function handOverLeads(
  unit: LeadUnit,
  leadIds: readonly string[],
  to: HandOverTo,
): Promise<{ given: number; waiting: number }> {
  const { db: tx, changes } = unit
  if (leadIds.length === 0) return { given: 0, waiting: 0 }
  const candidates = await readCandidates(tx, leadIds)
  await lockShared(tx)
  const assignment = await readAssignmentState(tx, unit.now())
  const rulings =
    to.kind === "routing" ? await decideBatch(unit, tx, assignment, candidates, "handover") : candidates.map((one) => toColleague(one, to))
  if (to.kind === "person") await writeRulings(unit, tx, rulings, { cause: "handover", version: assignment.version })
  changes.show(...leadIds)
  changes.add(
    ...rulings.flatMap(({ candidate, ownerId }) => (ownerId === null ? [] : [{ leadId: candidate.id, cause: "assigned" as const }])),
  )
  const waiting = rulings.filter(({ ownerId }) => ownerId === null).length
  return { given: rulings.length - waiting, waiting }
}

const toColleague = (candidate: Candidate, { userId, name }: { userId: string; name: string }): Ruling => ({
  candidate,
  outcome: "moved",
  ownerId: userId,
  rule: null,
  reason: `Handed over to ${name}.`,
  steps: [],
})
