import type { Transaction } from "@/db/client"
import { pipelined } from "@/db/pipelined"
import type { EventTrust } from "@/lib/core/event-trust"
import type { LeadEvent } from "@/lib/core/lead-event"
import type { StageId } from "@/lib/core/lead-states"
import type { LeadUnit } from "@/lib/platform/change/change-leads"
import type { LeadChange } from "@/lib/platform/lead-change"
import { knownLines, namesKnownLine } from "@/lib/leads/known-lines"
import { readReadingFormat } from "@/lib/platform/settings/input-format-setting"
import { applyEvent, type Ingested } from "./apply-event"
import type { BatchState } from "./batch-state"
import { loadBatchState } from "./load-batch-state"
import { readEvent, type ReadEvent, type ReadOptions } from "./read-event"
import type { DryRun } from "./dry-run"
import { writeBatchState } from "./write-batch-state"

/**
 * Ingests a batch of events into canonical leads, inside the caller's transaction.
 *
 * Three steps: lock and load what the batch can touch, apply the rules in memory one event after the other, write the
 * result in bulk. The rules see each event after all before it, so a batch decides exactly like single events.
 */
export type IngestInput = {
  event: LeadEvent
  /** Null for a logged contact: there was no delivery. */
  receiptId: string | null
  /** How the delivery proved itself; `signed` when it came from ourselves. */
  trust?: EventTrust
  /** The lead chosen by a colleague; identity is then not matched. */
  leadId?: string
}

export type IngestResult = {
  /** One entry per input, in its order. */
  ingested: Ingested[]
  /** Leads whose cards or pages have changed. */
  changedLeadIds: string[]
  /** The same leads with what happened to them, for the reactions. */
  changes: LeadChange[]
  /** Identities, conversations and bookings that were unknown before. */
  newKeys: string[]
}

type IngestOptions = Omit<ReadOptions, "trust"> & {
  dryRun?: DryRun | undefined
  /** How long to wait for a locked lead before the batch fails with 55P03; unlimited when left out. */
  leadLockTimeoutMs?: number | undefined
  /** What else is written about the result; it leaves with the batch's own statements. */
  alongside?: ((result: IngestResult) => Promise<unknown>) | undefined
}

export async function ingestEvents(
  tx: Transaction,
  inputs: readonly IngestInput[],
  now: Date,
  { dryRun, leadLockTimeoutMs, alongside, ...options }: IngestOptions = {},
): Promise<IngestResult> {
  const format = options.format ?? (await readReadingFormat(tx))
  const reads = await readAll(tx, inputs, { ...options, format })
  await dryRun?.recall(tx, reads)
  const batch = await loadBatchState(tx, reads, now, { dryRun, leadLockTimeoutMs })
  const ingested = reads.map((read): Ingested => (batch.suppressed.has(read) ? { outcome: "suppressed" } : applyEvent(batch, read)))
  await dryRun?.standIn(tx, batch)
  const result = {
    ingested: ingested.map((one) => resolve(batch, one)),
    changedLeadIds: [...batch.changedLeads],
    changes: changesOf(batch),
    newKeys: [...batch.newKeys],
  }
  await pipelined(
    () => writeBatchState(tx, batch, now),
    async () => await alongside?.(result),
  )
  dryRun?.remember(batch)
  return result
}

/** A phone that cannot be read is read again where it names a line that a lead has. */
async function readAll(tx: Transaction, inputs: readonly IngestInput[], options: Omit<ReadOptions, "trust">): Promise<ReadEvent[]> {
  const read = ({ event, receiptId, leadId, trust }: IngestInput, lines?: ReadonlySet<string>): ReadEvent => ({
    ...readEvent(event, receiptId, { ...options, trust, knownLines: lines }),
    leadId: leadId ?? null,
  })
  const reads = inputs.map((input) => read(input))
  const lines = await knownLines(tx, reads.flatMap(unreadPhones))
  if (lines.size === 0) return reads
  return reads.map((one, at) => {
    const input = inputs[at]
    return input && unreadPhones(one).some((text) => namesKnownLine(text, lines)) ? read(input, lines) : one
  })
}

const unreadPhones = ({ identities }: ReadEvent): string[] =>
  identities.flatMap(({ kind, readable, raw }) => (kind === "phone" && !readable ? [raw] : []))

/** The same as part of a change of leads, which hears what happened to them. */
export async function ingestInto(unit: LeadUnit, inputs: readonly IngestInput[], options: IngestOptions = {}): Promise<IngestResult> {
  const result = await ingestEvents(unit.db, inputs, unit.now(), options)
  unit.changes.add(...result.changes)
  return result
}

function changesOf(batch: BatchState): LeadChange[] {
  const changes = new Map<string, LeadChange>()
  for (const id of batch.changedLeads) {
    const isGone = batch.leads.get(id)?.mergedInto !== null
    changes.set(id, { leadId: id, cause: isGone ? "merged" : "events", isNew: batch.newLeads.has(id) })
  }
  for (const { leadId, toStageId } of batch.stageMoves) {
    const change = changes.get(leadId)
    if (change) change.enteredStage = toStageId as StageId
    if (change && batch.keepOwner.has(leadId)) change.keepsOwner = true
  }
  for (const touch of batch.touchpoints) {
    const change = changes.get(touch.leadId)
    if (change) (change.touchpointIds ??= []).push(touch.id)
    if (change && touch.direction === "inbound") change.personSpokeAt = later(change.personSpokeAt, touch.occurredAt)
    if (change && touch.direction === "outbound") change.weSpokeAt = later(change.weSpokeAt, touch.occurredAt)
  }
  return [...changes.values()]
}

const later = (a: Date | undefined, b: Date): Date => (a && a > b ? a : b)

/** A lead that a later event of the batch absorbed is replaced by its survivor. */
function resolve(batch: BatchState, one: Ingested): Ingested {
  if (one.outcome !== "ingested") return one
  let lead = batch.leads.get(one.leadId)
  while (lead?.mergedInto) lead = batch.leads.get(lead.mergedInto)
  return { ...one, leadId: lead?.id ?? one.leadId }
}
