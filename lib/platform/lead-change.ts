import type { Transaction } from "@/db/client"
import type { Ctx } from "./context"
import type { StageId } from "@/lib/core/lead-states"

/**
 * What happened to a lead in the transaction at hand, as far as the rules that follow from it need to know. Whoever
 * writes a lead says so here, and everything that depends on leads (score, tasks, owner, CRM) follows in that same
 * transaction: there is no moment in which a lead has moved and its tasks have not.
 */
export type LeadChange = {
  leadId: string
  cause: "events" | "moved" | "edited" | "assigned" | "merged" | "unmerged" | "split" | "removed" | "scored"
  /** The lead was made by this change. */
  isNew?: boolean
  /** The lead entered this stage, at the lead's `stageEnteredAt`. */
  enteredStage?: StageId
  /** The change brought the lead's score above the threshold. */
  becameHigh?: boolean
  /** What the stage asked for and the lead lacked, where a connected system moved it: somebody has to look. */
  exceptions?: readonly string[]
  /** Event time of the newest thing that the person said or did. */
  personSpokeAt?: Date
  /** Event time of the newest thing that one of us said or did. */
  weSpokeAt?: Date
  /** Touches that came with this change; the others of the lead are as they were. */
  touchpointIds?: string[]
}

/** One rule that follows from changed leads. It runs in the caller's transaction, over a whole batch at once. */
export type Reaction = (ctx: ReactionCtx, tx: Transaction, changes: readonly LeadChange[]) => Promise<void>

/** A reaction has no database of its own, only the transaction. */
export type ReactionCtx = Omit<Ctx, "db">
