import { pipelined } from "@/db/pipelined"
import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { hasCause, hasOtherCause, type ChangedLead, type LeadCause, type Reaction } from "@/lib/platform/lead-change"
import { readActiveRules } from "./active-rules"
import { factsOfLeads, readLeads } from "./read-facts"
import { writeScores } from "./write-scores"

/** A new owner, a move or a score says nothing about the person. A stage does when it begins a new run. */
const SAYS_NOTHING = ["assigned", "scored", "moved"] as const satisfies readonly LeadCause[]

const isRelevant = (change: ChangedLead): boolean =>
  hasOtherCause(change, ...SAYS_NOTHING) || (hasCause(change, "moved") && change.enteredStage === "new_lead")

/** What the history names: the most telling thing that says something about the person. */
const namedCause = ({ causes }: ChangedLead): LeadCause | undefined =>
  causes.find((cause) => !(SAYS_NOTHING as readonly LeadCause[]).includes(cause)) ?? causes[0]

/** Anything else may have taken touches away, or brought ones that were never read. */
const isOnlyNewTouches = (change: ChangedLead): boolean => hasCause(change, "events") && !hasOtherCause(change, "events", ...SAYS_NOTHING)

/**
 * Rescores changed leads, a whole batch in a handful of statements. It writes only changes: the score on the lead, and
 * a row in its history.
 */
export const rescoreLeads: Reaction = async (ctx, tx, changes) => {
  const relevant = changes.filter(isRelevant)
  if (relevant.length === 0) return
  const survivors = await survivorsOf(tx, relevant)
  const byLead = new Map(relevant.map((change) => [change.leadId, change]))
  const [active, rows] = await pipelined(
    () => readActiveRules(tx),
    () => readLeads(tx, [...new Set([...byLead.keys(), ...survivors])]),
  )
  const newTouches = new Map(
    relevant.flatMap((change) =>
      isOnlyNewTouches(change) && !survivors.has(change.leadId) ? [[change.leadId, change.touchpointIds ?? []] as const] : [],
    ),
  )
  const leads = await factsOfLeads(tx, rows, { newTouches, version: active.version })
  const rescored = await writeScores(tx, leads, active, (leadId) => {
    const change = byLead.get(leadId)
    return {
      at: spokenAt(change) ?? ctx.now(),
      cause: survivors.has(leadId) ? "merged" : ((change && namedCause(change)) ?? "events"),
      now: ctx.now(),
    }
  })
  // What comes after reads it from the change.
  for (const { leadId, from, to, scoreChange } of rescored) {
    const change = byLead.get(leadId)
    if (!change) continue
    change.scoreChange = scoreChange
    if (to === "high" && from !== "high") change.becameHigh = true
  }
}

/** Leads that absorbed another one: they have touches that are not new and were never scored for them. */
async function survivorsOf(tx: Transaction, changes: readonly ChangedLead[]): Promise<Set<string>> {
  const merged = changes.filter((change) => hasCause(change, "merged")).map(({ leadId }) => leadId)
  if (merged.length === 0) return new Set()
  const { rows } = await tx.execute<{ id: string }>(sql`
    select distinct merged_into as id from leads
    where id in ${idsIn(merged)} and merged_into is not null`)
  return new Set(rows.map(({ id }) => id))
}

/** Scores change when something is said, by the clock of whoever said it: a replay or an import tells the same story. */
function spokenAt(change: ChangedLead | undefined): Date | null {
  const { personSpokeAt, weSpokeAt } = change ?? {}
  return personSpokeAt && weSpokeAt ? (personSpokeAt > weSpokeAt ? personSpokeAt : weSpokeAt) : (personSpokeAt ?? weSpokeAt ?? null)
}
