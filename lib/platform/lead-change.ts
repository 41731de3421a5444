import type { Transaction } from "@/db/client"
import type { Ctx } from "./context"
import type { StageId } from "@/lib/core/lead-states"

/** What may happen to a lead, the most telling first: the order in which a history names one of several causes. */
const LEAD_CAUSES = ["merged", "unmerged", "split", "removed", "restricted", "assigned", "moved", "events", "edited", "scored"] as const
export type LeadCause = (typeof LEAD_CAUSES)[number]

/**
 * What happened to a lead in the transaction at hand, as far as the rules that follow from it need to know. Whoever
 * writes a lead adds one to the unit (change/change-leads.ts), and everything that depends on leads (score, tasks, owner, CRM)
 * follows in that same transaction: there is no moment in which a lead has moved and its tasks have not.
 */
export type LeadChange = LeadFacts & { cause: LeadCause }

type LeadFacts = {
  leadId: string
  /** The lead was made by this change. */
  isNew?: boolean
  /** It came with a load of old records: nothing is waiting for what follows from it. */
  isBackfill?: boolean
  /** The lead entered this stage, at the lead's `stageEnteredAt`. */
  enteredStage?: StageId
  /** It entered the stage by an anonymous form, which gives no lead another owner. */
  keepsOwner?: boolean
  /** The change brought the lead's score above the threshold. */
  becameHigh?: boolean
  /** The change gave the lead another score. */
  scoreChange?: { before: number; after: number }
  /** A rule gave the lead to a colleague. */
  newOwner?: boolean
  /** What the stage asked for and the lead lacked, where a connected system moved it: a person has to look. */
  exceptions?: readonly string[]
  /** Event time of the newest thing that the person said or did. */
  personSpokeAt?: Date
  /** Event time of the newest thing that one of us said or did. */
  weSpokeAt?: Date
  /** Touches that came with this change; the others of the lead are as they were. */
  touchpointIds?: string[]
}

/** Everything that one unit did to one lead: its causes, the most telling first, and the facts of all of them. */
export type ChangedLead = LeadFacts & { causes: readonly LeadCause[] }

export const hasCause = ({ causes }: Pick<ChangedLead, "causes">, ...wanted: readonly LeadCause[]): boolean =>
  causes.some((cause) => wanted.includes(cause))

/** Whether anything else happened than these. */
export const hasOtherCause = ({ causes }: Pick<ChangedLead, "causes">, ...ignored: readonly LeadCause[]): boolean =>
  causes.some((cause) => !ignored.includes(cause))

/** One entry per lead, in the order in which the leads were first named. Of two stages entered the later counts. */
export function mergeChanges(changes: readonly LeadChange[]): ChangedLead[] {
  const merged = new Map<string, ChangedLead>()
  for (const { cause, ...facts } of changes) {
    const known = merged.get(facts.leadId)
    merged.set(facts.leadId, known ? joined(known, { ...facts, causes: [cause] }) : { ...facts, causes: [cause] })
  }
  return [...merged.values()]
}

function joined(before: ChangedLead, after: ChangedLead): ChangedLead {
  const touchpointIds = [...(before.touchpointIds ?? []), ...(after.touchpointIds ?? [])]
  const personSpokeAt = later(before.personSpokeAt, after.personSpokeAt)
  const weSpokeAt = later(before.weSpokeAt, after.weSpokeAt)
  const { isBackfill, ...facts } = { ...before, ...after }
  return {
    ...facts,
    ...(before.isBackfill && isBackfill && after.isBackfill ? { isBackfill } : {}),
    ...(before.isNew || after.isNew ? { isNew: true } : {}),
    ...(before.becameHigh || after.becameHigh ? { becameHigh: true } : {}),
    ...(personSpokeAt ? { personSpokeAt } : {}),
    ...(weSpokeAt ? { weSpokeAt } : {}),
    ...(touchpointIds.length > 0 ? { touchpointIds } : {}),
    causes: LEAD_CAUSES.filter((cause) => hasCause(before, cause) || hasCause(after, cause)),
  }
}

const later = (a: Date | undefined, b: Date | undefined): Date | undefined => (a && b ? (a > b ? a : b) : (a ?? b))

/** A reaction has no database of its own, only the transaction. */
export type ReactionCtx = Omit<Ctx, "db" | "react">

/** One rule that follows from changed leads. It runs in the transaction of the change, over all leads of the unit at once. */
export type Reaction = (ctx: ReactionCtx, tx: Transaction, changes: readonly ChangedLead[]) => Promise<void>

/** All rules, in their order. */
export type React = Reaction
