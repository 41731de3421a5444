import { sql } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { pipelined } from "@/db/pipelined"
import { leadScores } from "@/db/schema"
import type { Band } from "@/lib/core/lead-states"
import { scoreLead, type LeadScore, type ScorePart } from "@/lib/core/scoring/score-lead"
import { newId } from "@/lib/platform/ids"
import type { ActiveRules } from "./active-rules"
import type { ScoredLead } from "./read-facts"

type Occasion = { at: Date; now: Date; cause: string }

type Rescored = { leadId: string; from: Band; to: Band; scoreChange: { before: number; after: number } }

/**
 * Writes the changed scores: onto the lead, and as a row of its history. A history row whose points still hold gets the
 * newer evidence and the version it was confirmed under. Returns the leads whose score or band changed.
 */
export async function writeScores(
  tx: Transaction,
  leads: readonly ScoredLead[],
  { version, rules }: ActiveRules,
  occasionOf: (leadId: string) => Occasion,
): Promise<Rescored[]> {
  const scored = leads.map((lead) => ({ lead, result: scoreLead(lead.facts, rules), occasion: occasionOf(lead.leadId) }))
  const changed = scored.filter(({ lead, result }) => lead.score !== result.score || lead.band !== result.band)
  const history = scored.filter(isNews).map(({ lead, result, occasion }) => ({
    id: newId(),
    leadId: lead.leadId,
    at: laterOf(lead.last?.at, occasion.at),
    score: result.score,
    band: result.band,
    parts: result.parts,
    rulesVersion: version,
    heldUnder: version,
    cause: occasion.cause,
  }))
  const held = scored.flatMap((one) => (one.lead.last && !isNews(one) ? [{ last: one.lead.last, parts: one.result.parts }] : []))
  await pipelined(
    () => updateLeads(tx, changed),
    () => insertRows(tx, leadScores, history),
    () => confirm(tx, version, held),
  )
  return changed.map(({ lead, result }) => ({
    leadId: lead.leadId,
    from: lead.band,
    to: result.band,
    scoreChange: { before: lead.score, after: result.score },
  }))
}

type Scored = { lead: ScoredLead; result: LeadScore; occasion: Occasion }

const isNews = ({ lead: { last }, result }: Scored): boolean => last === null || !isSameScore(last, result)

async function updateLeads(tx: Transaction, changed: readonly Scored[]): Promise<void> {
  if (changed.length === 0) return
  const rows = changed.map(({ lead, result, occasion }) => ({
    id: lead.leadId,
    score: result.score,
    band: result.band,
    updated_at: occasion.now.toISOString(),
  }))
  await tx.execute(sql`
    update leads l set score = c.score, band = c.band, updated_at = greatest(l.updated_at, c.updated_at)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id uuid, score int, band text, updated_at timestamptz) where l.id = c.id`)
}

/** History only moves forward: a late fact counts from the time of the previous score. */
function laterOf(last: string | undefined, at: Date): Date {
  const before = last === undefined ? at : new Date(last)
  return before > at ? before : at
}

const isSameScore = (last: NonNullable<ScoredLead["last"]>, { score, band, parts }: LeadScore): boolean =>
  last.score === score && last.band === band && pointsOf(last.parts) === pointsOf(parts)

const pointsOf = (parts: readonly ScorePart[]): string => parts.map(({ rule, points }) => `${rule}:${points}`).join()

type Confirmed = { last: NonNullable<ScoredLead["last"]>; parts: ScorePart[] }

async function confirm(tx: Transaction, version: number, rows: readonly Confirmed[]): Promise<void> {
  const stale = rows.filter(({ last, parts }) => last.heldUnder !== version || isOtherEvidence(last.parts, parts))
  if (stale.length === 0) return
  const document = stale.map(({ last, parts }) => ({ id: last.id, parts }))
  await tx.execute(sql`
    update lead_scores s set parts = c.parts, held_under = ${version}
    from jsonb_to_recordset(${JSON.stringify(document)}::jsonb) as c(id uuid, parts jsonb) where s.id = c.id`)
}

const isOtherEvidence = (before: readonly ScorePart[], after: readonly ScorePart[]): boolean => keysOf(before) !== keysOf(after)

/** jsonb orders keys in its own way, so parts are compared by content. */
const keysOf = (parts: readonly ScorePart[]): string =>
  JSON.stringify(
    parts.map(({ rule, evidence }) => [
      rule,
      evidence.map(({ text, at, touchpointId, identityId, bookingId }) => [text, at, touchpointId, identityId, bookingId]),
    ]),
  )
