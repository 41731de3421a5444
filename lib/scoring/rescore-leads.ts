import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { LeadChange, Reaction } from "@/lib/platform/lead-change"
import { readActiveRules } from "./active-rules"
import { readFacts } from "./read-facts"
import { writeScores } from "./write-scores"

/** A new owner, a move or a score says nothing about the person. A stage does when it begins a new run. */
const isRelevant = ({ cause, enteredStage }: LeadChange): boolean =>
  cause !== "assigned" && cause !== "scored" && (cause !== "moved" || enteredStage === "new_lead")

/**
 * Rescores changed leads, a whole batch in a handful of statements. It writes only changes: the score on the lead, and
 * a row in its history.
 */
export const rescoreLeads: Reaction = async (ctx, tx, changes) => {
  const relevant = changes.filter(isRelevant)
  if (relevant.length === 0) return
  const active = await readActiveRules(tx)
  const survivors = await survivorsOf(tx, relevant)
  const byLead = new Map(relevant.map((change) => [change.leadId, change]))
  const newTouches = new Map(
    relevant.flatMap(({ leadId, cause, touchpointIds }) =>
      cause === "events" && !survivors.has(leadId) ? [[leadId, touchpointIds ?? []] as const] : [],
    ),
  )
  const leads = await readFacts(tx, [...new Set([...byLead.keys(), ...survivors])], { newTouches, version: active.version })
  const rescored = await writeScores(tx, leads, active, (leadId) => {
    const change = byLead.get(leadId)
    return { at: spokenAt(change) ?? ctx.now(), cause: survivors.has(leadId) ? "merged" : (change?.cause ?? "events"), now: ctx.now() }
  })
  // Routing reads it from the change.
  for (const { leadId, from, to } of rescored) {
    const change = byLead.get(leadId)
    if (change && to === "high" && from !== "high") change.becameHigh = true
  }
}

/** A lead that absorbed another one has touchpoints that are not new and were never read. */
async function survivorsOf(tx: Transaction, changes: readonly LeadChange[]): Promise<Set<string>> {
  const merged = changes.filter(({ cause }) => cause === "merged").map(({ leadId }) => leadId)
  if (merged.length === 0) return new Set()
  const { rows } = await tx.execute<{ id: string }>(sql`
    select distinct merged_into as id from leads
    where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(merged)}::jsonb)) and merged_into is not null`)
  return new Set(rows.map(({ id }) => id))
}

/** A score is dated by the event that changed it: a replay or an import gives the same history. */
function spokenAt(change: LeadChange | undefined): Date | null {
  const { personSpokeAt, weSpokeAt } = change ?? {}
  return personSpokeAt && weSpokeAt ? (personSpokeAt > weSpokeAt ? personSpokeAt : weSpokeAt) : (personSpokeAt ?? weSpokeAt ?? null)
}
