import type { Transaction } from "@/db/client"
import { decide, type MatchFlag } from "@/lib/core/matching/decide"
import type { Profile } from "@/lib/core/matching/profile"
import { askReviewers } from "./ask-reviewers"
import { pairItem, type DuplicateRow } from "./duplicate-item"
import { hasContact, loadCandidateIndex } from "./load-candidate-index"
import { rankItems } from "./rank-items"

/**
 * Looks for doubles of leads that are in the store already: after an edit, after two workers may have missed each
 * other, and in a scan of everything. It asks; it never merges. Each lead is compared as a whole.
 *
 * `earlierOnly` compares a lead with those before it, as the stream did, so that a scan looks at each pair once.
 * Returns how many questions were asked.
 */
export async function examineLeads(
  tx: Transaction,
  profiles: readonly Profile[],
  { at, earlierOnly = false }: { at: Date; earlierOnly?: boolean },
): Promise<number> {
  const reachable = profiles.filter(hasContact)
  const index = await loadCandidateIndex(tx, reachable, new Map(reachable.map(({ id }) => [id, [id]])), { lookUpAll: true })
  const items = new Map<string, DuplicateRow>()
  for (const lead of reachable) {
    const isEarlier = (other: Profile): boolean => other.firstAt < lead.firstAt || (other.firstAt === lead.firstAt && other.id < lead.id)
    const others = index.candidatesFor(lead).filter((other) => other.id !== lead.id && (!earlierOnly || isEarlier(other)))
    for (const flag of doubtsOf(lead, others, index)) {
      const item = pairItem(lead.id, flag, { touchpointId: null, at })
      items.set(item.pairKey, item)
    }
  }
  await askReviewers(tx, [...items.values()])
  await rankItems(
    tx,
    [...items.values()].flatMap(({ leadA, leadB }) => [leadA, leadB]),
  )
  return items.size
}

/** Two leads that the matcher would have joined are a question too: what is stored is not merged without a person. */
function doubtsOf(lead: Profile, others: readonly Profile[], index: Awaited<ReturnType<typeof loadCandidateIndex>>): MatchFlag[] {
  const stats = index.statsFor(lead)
  const decision = decide(lead, others, stats, index.settings)
  const joined = decision.leadId
  if (joined === null || decision.evidence === null) return decision.flags.filter(({ kind }) => kind === "pair")
  if (stats.pairStatus(lead.id, joined) !== "none") return []
  const reason = decision.outcome === "split" ? "name_contradicts" : "linked_by_event"
  return [{ kind: "pair", leadId: joined, reason, evidence: decision.evidence }]
}
