import { sql } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { duplicateItems } from "@/db/schema"
import type { DuplicateRow } from "./duplicate-item"

/**
 * Writes the questions. A pair is one item for good, and a reviewer's "different people" stands: it is asked again only
 * when one event has tied the two by a value that was not known when the reviewer looked.
 */
export const askReviewers = async (tx: Transaction, items: readonly DuplicateRow[]): Promise<void> => {
  await insertRows(
    tx,
    duplicateItems,
    items,
    sql`on conflict (pair_key) do update set status = 'pending', reason = excluded.reason, probability = excluded.probability, bits = excluded.bits,
          evidence = excluded.evidence, model_version = excluded.model_version, touchpoint_id = excluded.touchpoint_id,
          identity_kind = excluded.identity_kind, identity_value = excluded.identity_value, created_at = excluded.created_at,
          decided_at = null, decided_by = null
        where duplicate_items.status = 'distinct' and excluded.reason = 'linked_by_event'
          and (duplicate_items.identity_kind, duplicate_items.identity_value) is distinct from (excluded.identity_kind, excluded.identity_value)`,
  )
}
