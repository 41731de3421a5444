import type { Transaction } from "@/db/client"
import { pipelined } from "@/db/pipelined"
import { afterDecision, routeLead, type RoutingDecision } from "@/lib/core/routing/route-lead"
import type { ReactionCtx } from "@/lib/platform/lead-change"
import type { Candidate } from "./read-candidates"
import type { AssignmentState } from "./read-assignment-state"
import { rulingOf, writeRulings, writeTurns, type Ruling, type RoutingCause } from "./write-decisions"

/** Asks the rules for one lead after the other, each seeing what the one before took; then writes all of it. */
export async function decideBatch(
  ctx: ReactionCtx,
  tx: Transaction,
  assignment: AssignmentState,
  candidates: readonly Candidate[],
  cause: RoutingCause,
): Promise<Ruling[]> {
  const rulings: Ruling[] = []
  let state = assignment.state
  for (const candidate of candidates) {
    const decision = routeLead(candidate.facts, assignment.config, assignment.agents, state, {
      now: ctx.now(),
      calendar: assignment.calendar,
      ...(takesAway(cause) && candidate.ownerId !== null ? { exceptId: candidate.ownerId } : {}),
    })
    const ruling = rulingFor(assignment, candidate, decision, cause)
    if (!ruling) continue
    rulings.push(ruling)
    if (ruling.ownerId === decision.ownerId) state = afterDecision(state, assignment.agents, decision)
  }
  await pipelined(
    () => writeTurns(tx, assignment.state.turns, state.turns),
    () => writeRulings(ctx, tx, rulings, { cause, version: assignment.version }),
  )
  assignment.state = state
  return rulings
}

const takesAway = (cause: RoutingCause): boolean => cause === "sla" || cause === "handover" || cause === "high"

/** What a decision comes to for this cause; null when nothing is worth writing. */
function rulingFor(assignment: AssignmentState, candidate: Candidate, decision: RoutingDecision, cause: RoutingCause): Ruling | null {
  const ruling = rulingOf(candidate, decision)
  if (cause === "sla" && decision.ownerId === null) return null
  if (cause === "high") {
    const owner = assignment.agents.find(({ id }) => id === decision.ownerId)
    return owner && owner.role !== "agent" ? ruling : null
  }
  if (ruling.outcome !== "waiting") return ruling
  if (candidate.ownerId !== null && candidate.owner?.isActive && cause !== "handover")
    return { ...ruling, outcome: "kept", ownerId: candidate.ownerId, reason: `It stays where it is: ${ruling.reason}` }
  if (candidate.ownerId !== null) return { ...ruling, reason: `Taken from a colleague who left. ${ruling.reason}` }
  const isSaid = candidate.last?.outcome === "waiting" && candidate.last.run === candidate.run && candidate.last.reason === ruling.reason
  return isSaid ? null : ruling
}
