import { pipelined } from "@/db/pipelined"
import type { Transaction } from "@/db/client"
import { hasCause, type ChangedLead, type Reaction, type ReactionCtx } from "@/lib/platform/lead-change"
import { decideBatch } from "./decide-batch"
import { readCandidates, type Candidate } from "./read-candidates"
import { lockAssignmentState, type AssignmentState } from "./read-assignment-state"
import { tellHigh } from "./tell-team"
import { writeRulings, type Ruling } from "./write-decisions"

/**
 * Gives leads their owner in the transaction that made them so: a new lead, one whose earlier owner has left, one that
 * comes back. A lead that becomes high priority in the hands of a junior moves to a senior or is reported, as the rule
 * book says; one that a person gave out by hand is never taken away by a rule, and one that a person
 * unassigned stays so until it comes back. Whatever happens, a receipt says why.
 */
export const routeLeads: Reaction = async (ctx, tx, changes) => {
  const ids = changes.filter((change) => mayNeedOwner(change) || mayHaveBecomeHigh(change)).map(({ leadId }) => leadId)
  const back = new Set(
    changes
      .filter((change) => hasCause(change, "events") && change.enteredStage === "new_lead" && change.keepsOwner !== true)
      .map(({ leadId }) => leadId),
  )
  const byHand = new Set(changes.filter((change) => hasCause(change, "assigned")).map(({ leadId }) => leadId))
  // A new lead is given out: the lock and the state leave with the reading of the leads, which comes before both.
  const isCertain = changes.some((change) => change.isNew === true && !byHand.has(change.leadId))
  const [candidates, read] = await pipelined(
    () => readCandidates(tx, ids),
    async () => (isCertain ? await lockAssignmentState(tx, ctx.now()) : null),
  )
  const given = candidates.filter(({ id, ownerId }) => byHand.has(id) && ownerId === null)
  const mayBeGiven = new Set(changes.filter(mayNeedOwner).map(({ leadId }) => leadId))
  const ownerless = candidates.filter((one) => mayBeGiven.has(one.id) && !byHand.has(one.id) && needsOwner(one, back.has(one.id)))
  const high = candidates.filter((one) => !byHand.has(one.id) && isHighWithJunior(one) && !ownerless.includes(one))
  if (given.length + ownerless.length + high.length === 0) return
  const assignment = read ?? (await lockAssignmentState(tx, ctx.now()))
  const decided = await decideBatch(ctx, tx, assignment, ownerless, "new")
  await tellHigh(ctx, tx, assignment.config.whenHigh === "off" ? [] : decided.filter((one) => isForSeniors(assignment, one)).map(highOf))
  const moved = await handleHigh(ctx, tx, assignment, high)
  const owned = new Set([...decided, ...moved].flatMap(({ candidate, ownerId }) => (ownerId === null ? [] : [candidate.id])))
  for (const change of changes) if (owned.has(change.leadId)) change.newOwner = true
  await writeRulings(ctx, tx, given.map(heldByHand), { cause: "new", version: assignment.version })
}

/** A move, an edit, a score, a merge and its undo give no owner: their leads were asked about when they came, and who waits is asked again each minute. */
function mayNeedOwner(change: ChangedLead): boolean {
  const { isNew, enteredStage, personSpokeAt } = change
  if (hasCause(change, "split", "assigned")) return true
  return hasCause(change, "events") && (isNew === true || enteredStage !== undefined || personSpokeAt !== undefined)
}

/** An edit, a merge, a rental that ended and new score rules assign no lead, and may make a lead one for the seniors. */
const mayHaveBecomeHigh = (change: ChangedLead): boolean => hasCause(change, "scored", "edited") || change.becameHigh === true

function needsOwner({ ownerId, owner, last, run }: Candidate, isBack: boolean): boolean {
  if (isBack) return true
  if (ownerId !== null) return owner?.isActive === false
  return !(last?.outcome === "held" && last.run === run)
}

const isHighWithJunior = ({ facts, owner, last, run }: Candidate): boolean =>
  facts.band === "high" && owner?.role === "agent" && owner.isActive && !(last?.outcome === "noticed" && last.run === run)

async function handleHigh(ctx: ReactionCtx, tx: Transaction, assignment: AssignmentState, high: readonly Candidate[]): Promise<Ruling[]> {
  const { whenHigh } = assignment.config
  if (whenHigh === "off" || high.length === 0) return []
  const mayMove = ({ owner, stageId }: Candidate) =>
    owner?.isByHand === false && (whenHigh === "move" || (whenHigh === "move_untouched" && stageId === "new_lead"))
  const moved = await decideBatch(ctx, tx, assignment, high.filter(mayMove), "high")
  const settled = new Set(moved.map(({ candidate }) => candidate.id))
  const told = high.filter(({ id }) => !settled.has(id)).map(noticed)
  await writeRulings(ctx, tx, told, { cause: "high", version: assignment.version })
  await tellHigh(ctx, tx, told.map(highOf))
  return moved
}

/** High priority from the start, and only a junior could take it. */
const isForSeniors = ({ agents }: AssignmentState, { candidate, ownerId }: Ruling): boolean =>
  candidate.facts.band === "high" && agents.some(({ id, role }) => id === ownerId && role === "agent")

const highOf = ({ candidate, ownerId }: Ruling) => ({ leadId: candidate.id, run: candidate.run, ownerId })

const noticed = (candidate: Candidate): Ruling => ({
  candidate,
  outcome: "noticed",
  ownerId: candidate.ownerId,
  rule: null,
  reason: "It became high priority and stays with its agent; a manager may give it to a senior.",
  steps: [],
})

const heldByHand = (candidate: Candidate): Ruling => ({
  candidate,
  outcome: "held",
  ownerId: null,
  rule: null,
  reason: "Given back by hand: no rule gives it out until a colleague takes it or the customer comes back.",
  steps: [],
})
