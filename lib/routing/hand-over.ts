import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { ReactionCtx } from "@/lib/platform/lead-change"
import { react } from "@/lib/reactions/react"
import { decideBatch } from "./decide-batch"
import { isOpenLead } from "./open-leads"
import { readCandidates, type Candidate } from "./read-candidates"
import { lockRouting, readAssignmentState } from "./read-assignment-state"
import { writeRulings, type Ruling } from "./write-decisions"

/** To the rules, or to one colleague. */
export type HandOverTo = { kind: "routing" } | { kind: "person"; userId: string; name: string }

/** The open leads of somebody, locked in order of id before anything else is. */
export async function lockOpenLeadsOf(tx: Transaction, userId: string): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select l.id from leads l where l.owner_id = ${userId} and ${isOpenLead()} order by l.id for update`,
  )
  return rows.map(({ id }) => id)
}

/** Gives leads of somebody who leaves to others, with history and receipt. What nobody can take waits without an owner. */
export async function handOverLeads(
  ctx: ReactionCtx,
  tx: Transaction,
  leadIds: readonly string[],
  to: HandOverTo,
): Promise<{ given: number; waiting: number }> {
  if (leadIds.length === 0) return { given: 0, waiting: 0 }
  const candidates = await readCandidates(tx, leadIds)
  await lockRouting(tx)
  const assignment = await readAssignmentState(tx, ctx.now())
  const rulings =
    to.kind === "routing" ? await decideBatch(ctx, tx, assignment, candidates, "handover") : candidates.map((one) => toColleague(one, to))
  if (to.kind === "person") await writeRulings(ctx, tx, rulings, { cause: "handover", version: assignment.version })
  await react(
    ctx,
    tx,
    rulings.flatMap(({ candidate, ownerId }) => (ownerId === null ? [] : [{ leadId: candidate.id, cause: "assigned" as const }])),
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
