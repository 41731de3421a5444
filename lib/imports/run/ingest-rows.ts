import { errorText } from "@/lib/platform/safe-error"
import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { importRows } from "@/db/schema"
import { problemsOf, type ImportProblem } from "@/lib/core/imports/problems"
import { rowEvent } from "@/lib/core/imports/row-event"
import { rowReason, type RowFacts } from "@/lib/core/imports/row-reason"
import type { ImportOutcome } from "@/lib/core/imports/states"
import type { LeadEvent } from "@/lib/core/lead-event"
import { ingestEvents, type IngestResult } from "@/lib/leads/ingest/ingest-events"
import { SUPPRESSED } from "@/lib/leads/ingest/suppression"
import { readSource, rowDigest, type ImportRecord } from "@/lib/imports/setup/import-record"
import type { DryRunState } from "./dry-run-state"

export type StoredRow = Pick<typeof importRows.$inferSelect, "rowNo" | "raw">

export type RowOutcome = {
  rowNo: number
  outcome: ImportOutcome
  reason: string
  problems: ImportProblem[]
  leadId: string | null
  touchpointId: string | null
}

type IngestedRows = { outcomes: RowOutcome[]; result: IngestResult }

/**
 * Ingests rows like live events, and returns the outcome of each. The dry run and the run share this code; only what
 * they do with the transaction afterwards differs.
 */
export async function ingestRows(
  tx: Transaction,
  record: ImportRecord,
  rows: readonly StoredRow[],
  now: Date,
  dryRun?: DryRunState,
): Promise<IngestedRows> {
  const source = await readSource(tx, record)
  const read = rows.flatMap((row) => {
    const reading = rowEvent(source, row.rowNo, row.raw, rowDigest)
    return reading.ok ? [{ rowNo: row.rowNo, event: reading.event }] : []
  })
  const events = read.map(({ event }) => event)
  const known = await knownKeys(tx, events)
  for (const event of events) if (dryRun?.hasSeen(event)) known.add(event.eventKey)
  const result = await ingestEvents(
    tx,
    events.map((event) => ({ event, receiptId: record.id })),
    now,
    { dryRun: dryRun },
  )
  const facts = await readFacts(tx, record, events)
  const newLeads = new Set(result.changes.flatMap(({ leadId, isNew }) => (isNew ? [leadId] : [])))
  const outcomes = read.map(({ rowNo, event }, at): RowOutcome => {
    if (result.ingested[at]?.outcome === "suppressed") return suppressedOutcome(rowNo)
    const isRepeat = known.has(event.eventKey)
    known.add(event.eventKey)
    const fact = facts.get(event.eventKey)
    const one = result.ingested[at]
    const leadId = one?.outcome === "ingested" ? one.leadId : null
    const isNew = !isRepeat && leadId !== null && newLeads.delete(leadId)
    const outcome: ImportOutcome = isRepeat ? "repeat" : fact?.doubt ? "review" : isNew ? "new" : "update"
    const notes = one?.outcome === "ingested" ? one.notes : []
    const reason = rowReason({ isRepeat, isNew, fact, notes })
    const problems = isRepeat ? [] : problemsOf(notes)
    return { rowNo, outcome, reason, problems, leadId, touchpointId: isRepeat ? null : (fact?.touchpointId ?? null) }
  })
  return { outcomes, result }
}

const suppressedOutcome = (rowNo: number): RowOutcome => ({
  rowNo,
  outcome: "suppressed",
  reason: SUPPRESSED,
  problems: [],
  leadId: null,
  touchpointId: null,
})

/** The outcome of a row that the database refused. */
export function failedOutcome(rowNo: number, error: unknown): RowOutcome {
  return { rowNo, outcome: "failed", reason: `could not be written: ${errorText(error)}`, problems: [], leadId: null, touchpointId: null }
}

const keysJson = (events: readonly LeadEvent[]): string => JSON.stringify(events.map(({ channel, eventKey }) => [channel, eventKey]))

const keyPairs = (events: readonly LeadEvent[]) => sql`select p->>0, p->>1 from jsonb_array_elements(${keysJson(events)}::jsonb) p`

async function knownKeys(tx: Transaction, events: readonly LeadEvent[]): Promise<Set<string>> {
  const { rows } = await tx.execute<{ event_key: string }>(
    sql`select event_key from touchpoints where (channel, event_key) in (${keyPairs(events)})`,
  )
  return new Set(rows.map(({ event_key }) => event_key))
}

type FactRow = {
  id: string
  event_key: string
  doubt: RowFacts["doubt"]
  by_kind: string | null
  by_value: string | null
  by_row: string | null
}

/** What ingest wrote about each row: the review item it raised and the identity it was recognised by. */
async function readFacts(tx: Transaction, record: ImportRecord, events: readonly LeadEvent[]): Promise<Map<string, RowFacts>> {
  const { rows } = await tx.execute<FactRow>(sql`
    select t.id, t.event_key, d.reason as doubt, k.kind as by_kind, k.value as by_value, k.row as by_row
    from touchpoints t
    left join lateral (
      select d.reason from duplicate_items d
      where (d.lead_a = t.lead_id or d.lead_b = t.lead_id) and d.touchpoint_id = t.id order by d.reason = 'linked_by_event' desc, d.probability desc limit 1
    ) d on true
    left join lateral (
      select i.kind, i.value, case when s.inbound_event_id = ${record.id} then s.details->>'row' end as row
      from jsonb_array_elements(t.claims) c
      join lead_identities i on i.lead_id = t.lead_id and i.kind = c->>'kind' and i.value = c->>'value' and i.strength <> 'weak'
      left join touchpoints s on s.id = i.touchpoint_id
      where i.touchpoint_id is distinct from t.id order by i.kind desc limit 1
    ) k on true
    where (t.channel, t.event_key) in (${keyPairs(events)})`)
  return new Map(
    rows.map((row) => [
      row.event_key,
      {
        touchpointId: row.id,
        doubt: row.doubt,
        knownBy: row.by_kind && row.by_value ? { kind: row.by_kind, value: row.by_value, row: row.by_row } : null,
      },
    ]),
  )
}
