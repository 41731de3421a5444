import { sql } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { pipelined } from "@/db/pipelined"
import { duplicateItems } from "@/db/schema"
import { publishEvents } from "@/lib/platform/hooks/publish-events"
import { lockShared } from "@/lib/platform/lock-order"
import type { DuplicateRow } from "./duplicate-item"

/**
 * Writes the questions. A pair is one item for good. Only an event that names both leads says something new about it:
 *
 * - An open question that rested on likeness takes over that reason and its evidence. It keeps its age, its reviewer
 *   and its place aside.
 * - A reviewer's "different people" stands, unless the two are tied by a value that was not known when the reviewer
 *   looked; then it is asked again.
 */
export async function askReviewers(tx: Transaction, items: readonly DuplicateRow[]): Promise<void> {
  const [first] = items
  if (!first) return
  await pipelined(
    // An item belongs to two leads, of which the transaction may hold one.
    () => lockShared(tx),
    () => insertRows(tx, duplicateItems, items, ASKED_AGAIN),
    () => tellFlagged(tx, items, first.createdAt),
  )
}

const ASKED_AGAIN = sql`
        on conflict (pair_key) do update set
          status = case when duplicate_items.status = 'distinct' then 'pending' else duplicate_items.status end,
          created_at = case when duplicate_items.status = 'distinct' then excluded.created_at else duplicate_items.created_at end,
          lead_a = excluded.lead_a, lead_b = excluded.lead_b, reason = excluded.reason, probability = excluded.probability,
          bits = excluded.bits, evidence = excluded.evidence, model_version = excluded.model_version,
          touchpoint_id = excluded.touchpoint_id, identity_kind = excluded.identity_kind, identity_value = excluded.identity_value,
          decided_at = case when duplicate_items.status = 'distinct' then null else duplicate_items.decided_at end,
          decided_by = case when duplicate_items.status = 'distinct' then null else duplicate_items.decided_by end,
          decision = case when duplicate_items.status = 'distinct' then null else duplicate_items.decision end
        where excluded.reason = 'linked_by_event' and (
          (duplicate_items.status in ('pending', 'later') and duplicate_items.reason <> 'linked_by_event')
          or (duplicate_items.status = 'distinct'
            and (duplicate_items.identity_kind, duplicate_items.identity_value) is distinct from (excluded.identity_kind, excluded.identity_value)))`

/** Of the pairs that are new; an item that was known keeps its id. */
const tellFlagged = (tx: Transaction, items: readonly DuplicateRow[], at: Date): Promise<void> =>
  publishEvents(
    tx,
    items.map(({ id, leadA, leadB, reason }) => ({
      type: "duplicate.flagged",
      leadId: leadA,
      facts: { duplicate: { id, otherLeadId: leadB ?? null, reason } },
    })),
    at,
    sql`exists (select 1 from duplicate_items d where d.id = (r.facts->'duplicate'->>'id')::uuid and d.status = 'pending')`,
  )
