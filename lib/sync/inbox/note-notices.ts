import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { CrmChange } from "@/lib/crm/provider"
import { noteChanges } from "./inbox"
import { readNewsRules, whyNoNews } from "./notice-news"

/**
 * What a CRM's webhook told of, noted in the transaction that works the delivery off: receipt → the leads whose records it
 * names. What is no news is dropped.
 */
type Notices = { receiptId: string; notices: readonly CrmChange[] }

export async function noteCrmNotices(tx: Transaction, given: readonly Notices[], now: Date): Promise<Map<string, string[]>> {
  if (given.length === 0) return new Map()
  const rules = await readNewsRules(
    tx,
    given.flatMap(({ notices }) => notices),
  )
  const noted = given.flatMap(({ receiptId, notices }) =>
    notices.filter((notice) => whyNoNews(notice, rules) === null).map((notice) => ({ ...notice, inboundEventId: receiptId })),
  )
  await noteChanges(tx, noted, now)
  const named = given.flatMap(({ receiptId, notices }) =>
    notices.map(({ provider, object, externalId }) => ({ receipt: receiptId, provider, object, external_id: externalId })),
  )
  const { rows } = await tx.execute<{ receipt: string; lead_ids: string[] }>(sql`
    select n.receipt, array_agg(distinct l.lead_id) as lead_ids
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as n(receipt text, provider text, object text, external_id text)
    join crm_links l on l.provider = n.provider and l.object_type = n.object and l.external_id = n.external_id
    group by n.receipt`)
  const leadsOf = new Map(rows.map(({ receipt, lead_ids }) => [receipt, lead_ids]))
  return new Map(given.map(({ receiptId }) => [receiptId, leadsOf.get(receiptId) ?? []]))
}
