import type { Transaction } from "@/db/client"
import type { LeadEvent } from "@/lib/core/lead-event"
import { applyEvent, type Folded } from "./apply-event"
import { loadLedger } from "./load-ledger"
import { readEvent, type ReadOptions } from "./read-event"
import { writeLedger } from "./write-ledger"

/**
 * Folds a batch of events into canonical leads, inside the caller's transaction.
 *
 * Three beats: lock and load what the batch can touch, run the rules in memory one event after the other, write the
 * result in bulk. The rules see each event after all before it, so a batch decides exactly as single events would.
 */
export type FoldInput = { event: LeadEvent; receiptId: string }

export type FoldResult = {
  /** One entry per input, in its order. */
  folded: Folded[]
  /** Leads whose cards or pages have changed. */
  changedLeadIds: string[]
  /** Identities, conversations and bookings that were unknown before. */
  newKeys: string[]
}

export const foldEvents = async (
  tx: Transaction,
  inputs: readonly FoldInput[],
  now: Date,
  options: ReadOptions = {},
): Promise<FoldResult> => {
  const reads = inputs.map(({ event, receiptId }) => readEvent(event, receiptId, options))
  const ledger = await loadLedger(tx, reads)
  const folded = reads.map((read) => applyEvent(ledger, read))
  await writeLedger(tx, ledger, now)
  return { folded: folded.map((one) => resolve(ledger, one)), changedLeadIds: [...ledger.changedLeads], newKeys: [...ledger.newKeys] }
}

/** A lead that a later event of the batch absorbed is named by its survivor. */
const resolve = (ledger: Parameters<typeof applyEvent>[0], one: Folded): Folded => {
  if (one.outcome === "parked") return one
  let lead = ledger.leads.get(one.leadId)
  while (lead?.mergedInto) lead = ledger.leads.get(lead.mergedInto)
  return { outcome: "folded", leadId: lead?.id ?? one.leadId }
}
