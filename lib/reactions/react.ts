import type { Transaction } from "@/db/client"
import { mergeChanges, type LeadChange, type ReactionCtx } from "@/lib/platform/lead-change"
import { react as run } from "./reactions"

/** Everything that follows from changed leads, in the transaction that changed them. */
export async function react(ctx: ReactionCtx, tx: Transaction, changes: readonly LeadChange[]): Promise<void> {
  if (changes.length > 0) await run(ctx, tx, mergeChanges(changes))
}
