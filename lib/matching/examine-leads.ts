import type { Transaction } from "@/db/client"
import { decide, type MatchFlag } from "@/lib/core/matching/decide"
import type { Profile } from "@/lib/core/matching/profile"
import { lockLeads } from "@/lib/platform/lock-order"
import { askReviewers } from "./ask-reviewers"
import { pairItem, type DuplicateRow } from "./duplicate-item"
import { hasContact, loadCandidateIndex } from "./load-candidate-index"
import { rankItems } from "./rank-items"

/**
 * Looks for doubles of leads that are in the store already: after an edit, after two workers may have missed each
 * other, and in a scan of everything. It asks; it never merges. Each lead is compared as a whole.
 *
 * `earlierOnly` compares a lead with those before it, as the stream did, so that a scan looks at each pair once.
 * Both return how many questions were asked.
 */
type Options = { at: Date; earlierOnly?: boolean }

/** The transaction holds the leads. */
export const examineLeads = async (tx: Transaction, profiles: readonly Profile[], options: Options): Promise<number> =>
  await ask(tx, await findDoubles(tx, profiles, options))

/** The transaction holds no lead. Those of a question are locked before it is asked; most leads have none. */
export async function examineUnlocked(tx: Transaction, profiles: readonly Profile[], options: Options): Promise<number> {
  const items = await findDoubles(tx, profiles, options)
  const locked = await lockLeads(tx, leadsOf(items))
  const active = new Set(locked.filter(({ state }) => state === "active").map(({ id }) => id))
  return await ask(
    tx,
    items.filter(({ leadA, leadB }) => active.has(leadA) && active.has(leadB)),
  )
}

async function findDoubles(tx: Transaction, profiles: readonly Profile[], { at, earlierOnly = false }: Options): Promise<DuplicateRow[]> {
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
  return [...items.values()]
}

async function ask(tx: Transaction, items: readonly DuplicateRow[]): Promise<number> {
  await askReviewers(tx, items)
  await rankItems(tx, leadsOf(items))
  return items.length
}

const leadsOf = (items: readonly DuplicateRow[]): string[] => items.flatMap(({ leadA, leadB }) => [leadA, leadB])

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
