import { sql } from "drizzle-orm"
import { required } from "@/lib/core/required"
import { HOUR_MS } from "@/lib/core/time"
import { idsIn } from "@/db/sql"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { nurtureEnrolments } from "@/db/schema"
import { exitOf, FINAL_EXITS } from "@/lib/core/nurture/decide-exit"
import { languageOf } from "@/lib/core/nurture/language"
import { EntryRules, mayEnter, SequenceDraft } from "@/lib/core/nurture/sequence"
import type { ExitReason } from "@/lib/core/nurture/states"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { nextWorkingInstant } from "@/lib/core/working-time/working-time"
import { newId } from "@/lib/platform/ids"
import { hasCause, type Reaction } from "@/lib/platform/lead-change"
import { loadNurtureFacts, type NurtureFacts } from "./lead-facts"
import { readSequences, type Sequence } from "@/lib/nurture/sequences/sequence-rows"
import { readSendWindow } from "@/lib/nurture/sequences/settings"

/**
 * Takes changed leads into sequences and out of them, in the transaction that changed them. A lead enters the oldest
 * enabled sequence whose rules hold, once a run; after a reply, an opt-out or a colleague's stop it enters none in this
 * run. A word of the person's before anything was sent ends nothing: there was nothing to reply to, and the waiting
 * starts again from it.
 */
export const enrolNurture: Reaction = async (ctx, tx, changes) => {
  const leadIds = [...new Set(changes.map(({ leadId }) => leadId))]
  if (leadIds.length === 0) return
  const sequences = await readSequences(tx)
  if (sequences.length === 0) return
  await revive(
    tx,
    changes.flatMap((change) => (hasCause(change, "unmerged") ? [change.leadId] : [])),
  )
  const facts = await loadNurtureFacts(tx, leadIds)
  const window = await readSendWindow(tx)
  const now = ctx.now()
  await leave(tx, facts, now)
  await restartWait(tx, facts, window)
  await insertEnrolments(tx, facts, { sequences, window, now })
}

/** Enrols the leads that may enter a sequence now. Returns them. */
export async function insertEnrolments(
  tx: Transaction,
  facts: readonly NurtureFacts[],
  { sequences, window, now }: { sequences: readonly Sequence[]; window: WorkingTime; now: Date },
): Promise<string[]> {
  const rows = facts.flatMap((lead) => {
    const sequence = sequenceFor(lead, sequences, now)
    const [first] = sequence?.steps ?? []
    if (!sequence || !first) return []
    const nextAt = nextWorkingInstant(window, new Date(now.getTime() + first.delayHours * HOUR_MS))
    const { id: sequenceId, version } = sequence
    const state = "active" as const
    return [{ id: newId(), leadId: lead.id, sequenceId, version, run: lead.run, state, step: 0, nextAt, enteredAt: now }]
  })
  await insertRows(tx, nurtureEnrolments, rows, sql`on conflict do nothing`)
  return rows.map(({ leadId }) => leadId)
}

/** The sequence that a lead enters now, if any. */
export function sequenceFor(lead: NurtureFacts, sequences: readonly Sequence[], now: Date): Sequence | undefined {
  const isFree = lead.enrolment_id === null && lead.state === "active" && lead.kind === "lead" && lead.is_reachable
  if (!isFree || lead.marketing === false || lead.past.some(({ reason }) => reason !== null && FINAL_EXITS.includes(reason)))
    return undefined
  const entering = {
    band: lead.band,
    stageId: lead.stage_id,
    isOpen: lead.outcome === "open",
    channels: lead.channels,
    language: languageOf(lead),
    lastActivityAt: lead.last_activity_at,
  }
  return sequences.find(
    ({ id, enabled, entry }) => enabled && !lead.past.some(({ sequenceId }) => sequenceId === id) && mayEnter(entry, entering, now),
  )
}

/** Why an enrolled lead is to leave its sequence; null when it stays or is in none. */
export function exitNow(lead: NurtureFacts): ExitReason | null {
  if (lead.enrolment_id === null) return null
  const facts = {
    state: lead.state,
    isOnBoard: lead.kind === "lead",
    outcome: lead.outcome,
    band: lead.band,
    stageId: lead.stage_id,
    isSameRun: lead.run === lead.enrolled_run,
    marketing: lead.marketing,
    spokeAt: lead.spoke_at,
    firstSentAt: lead.first_sent_at,
  }
  return exitOf(facts, EntryRules.parse(lead.entry))
}

async function leave(tx: Transaction, facts: readonly NurtureFacts[], now: Date): Promise<void> {
  const exits = facts.flatMap((lead) => {
    const reason = exitNow(lead)
    return reason === null ? [] : [{ id: required(lead.enrolment_id, "enrolment"), reason }]
  })
  await exitEnrolments(tx, exits, now)
}

/** Ends these enrolments, and with them whatever waited for another try. */
export async function exitEnrolments(tx: Transaction, exits: readonly { id: string; reason: ExitReason }[], now: Date): Promise<void> {
  if (exits.length === 0) return
  const document = JSON.stringify(exits)
  await tx.execute(sql`
    update nurture_enrolments e set state = 'exited', exit_reason = x.reason, ended_at = ${now.toISOString()}
    from jsonb_to_recordset(${document}::jsonb) as x(id uuid, reason text) where e.id = x.id and e.state = 'active'`)
  await tx.execute(sql`
    update nurture_sends n set state = 'skipped', reason = 'exited'
    from jsonb_to_recordset(${document}::jsonb) as x(id uuid) where n.enrolment_id = x.id and n.state = 'planned'`)
}

async function restartWait(tx: Transaction, facts: readonly NurtureFacts[], window: WorkingTime): Promise<void> {
  const waits = facts.flatMap((lead) => {
    if (lead.enrolment_id === null || lead.spoke_at === null || lead.first_sent_at !== null || exitNow(lead) !== null) return []
    const delay = SequenceDraft.shape.steps.parse(lead.steps)[lead.step ?? 0]?.delayHours ?? 0
    return [{ id: lead.enrolment_id, at: nextWorkingInstant(window, new Date(lead.spoke_at.getTime() + delay * HOUR_MS)) }]
  })
  if (waits.length === 0) return
  await tx.execute(sql`
    update nurture_enrolments e set next_at = greatest(e.next_at, w.at)
    from jsonb_to_recordset(${JSON.stringify(waits)}::jsonb) as w(id uuid, at timestamptz) where e.id = w.id`)
}

/** A merge that is undone gives the lead its place in the sequence back. */
async function revive(tx: Transaction, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return
  await tx.execute(sql`
    update nurture_enrolments e set state = 'active', exit_reason = null, ended_at = null
    where e.id in (
      select distinct on (m.lead_id) m.id from nurture_enrolments m join leads l on l.id = m.lead_id
      where m.lead_id in ${idsIn(leadIds)}
        and m.exit_reason = 'merged' and l.state = 'active'
        and not exists (select 1 from nurture_enrolments a where a.lead_id = m.lead_id and a.state = 'active')
      order by m.lead_id, m.entered_at desc)`)
}

/** Before a lead becomes part of another: the survivor goes its own way, and no lead is in two sequences. */
export async function leaveByMerge(tx: Transaction, leadId: string, now: Date): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(sql`select id from nurture_enrolments where lead_id = ${leadId} and state = 'active'`)
  await exitEnrolments(
    tx,
    rows.map(({ id }) => ({ id, reason: "merged" as const })),
    now,
  )
}
