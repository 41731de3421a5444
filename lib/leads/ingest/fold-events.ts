import type { Transaction } from "@/db/client"
import type { LeadEvent } from "@/lib/core/lead-event"
import type { StageId } from "@/lib/core/lead-states"
import type { LeadChange } from "@/lib/platform/lead-change"
import { readReadingFormat } from "@/lib/platform/input-format-setting"
import { applyEvent, type Folded } from "./apply-event"
import type { Ledger } from "./ledger"
import { loadLedger } from "./load-ledger"
import { readEvent, type ReadOptions } from "./read-event"
import type { Rehearsal } from "./rehearsal"
import { writeLedger } from "./write-ledger"

/**
 * Folds a batch of events into canonical leads, inside the caller's transaction.
 *
 * Three beats: lock and load what the batch can touch, run the rules in memory one event after the other, write the
 * result in bulk. The rules see each event after all before it, so a batch decides exactly as single events would.
 */
export type FoldInput = {
  event: LeadEvent
  /** Null when a colleague logged it: there was no delivery. */
  receiptId: string | null
  /** The lead that a colleague says it is about; identity is then not asked. */
  leadId?: string
}

export type FoldResult = {
  /** One entry per input, in its order. */
  folded: Folded[]
  /** Leads whose cards or pages have changed. */
  changedLeadIds: string[]
  /** The same leads with what happened to them, for whatever follows from it. */
  changes: LeadChange[]
  /** Identities, conversations and bookings that were unknown before. */
  newKeys: string[]
}

export type FoldOptions = ReadOptions & { rehearsal?: Rehearsal | undefined }

export async function foldEvents(
  tx: Transaction,
  inputs: readonly FoldInput[],
  now: Date,
  { rehearsal, ...options }: FoldOptions = {},
): Promise<FoldResult> {
  const format = options.format ?? (await readReadingFormat(tx))
  const reads = inputs.map(({ event, receiptId, leadId }) => ({
    ...readEvent(event, receiptId, { ...options, format }),
    leadId: leadId ?? null,
  }))
  await rehearsal?.recall(tx, reads)
  const ledger = await loadLedger(tx, reads, now, rehearsal)
  const folded = reads.map((read) => applyEvent(ledger, read))
  await rehearsal?.standIn(tx, ledger)
  await writeLedger(tx, ledger, now)
  rehearsal?.remember(ledger)
  return {
    folded: folded.map((one) => resolve(ledger, one)),
    changedLeadIds: [...ledger.changedLeads],
    changes: changesOf(ledger),
    newKeys: [...ledger.newKeys],
  }
}

function changesOf(ledger: Ledger): LeadChange[] {
  const changes = new Map<string, LeadChange>()
  for (const id of ledger.changedLeads) {
    const isGone = ledger.leads.get(id)?.mergedInto !== null
    changes.set(id, { leadId: id, cause: isGone ? "merged" : "events", isNew: ledger.newLeads.has(id) })
  }
  for (const { leadId, toStageId } of ledger.stageMoves) {
    const change = changes.get(leadId)
    if (change) change.enteredStage = toStageId as StageId
  }
  for (const touch of ledger.touchpoints) {
    const change = changes.get(touch.leadId)
    if (change) (change.touchpointIds ??= []).push(touch.id)
    if (change && touch.direction === "inbound") change.personSpokeAt = later(change.personSpokeAt, touch.occurredAt)
    if (change && touch.direction === "outbound") change.weSpokeAt = later(change.weSpokeAt, touch.occurredAt)
  }
  return [...changes.values()]
}

const later = (a: Date | undefined, b: Date): Date => (a && a > b ? a : b)

/** A lead that a later event of the batch absorbed is named by its survivor. */
function resolve(ledger: Ledger, one: Folded): Folded {
  if (one.outcome === "parked") return one
  let lead = ledger.leads.get(one.leadId)
  while (lead?.mergedInto) lead = ledger.leads.get(lead.mergedInto)
  return { ...one, leadId: lead?.id ?? one.leadId }
}
