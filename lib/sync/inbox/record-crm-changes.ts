import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { CrmChange } from "@/lib/crm/provider"
import { queueChanges } from "@/lib/sync/queue/queue-changes"
import { readChangeFilter, whyIgnored } from "./change-filter"
import { routeChanges } from "./route-changes"

/**
 * What a CRM's webhook told of, noted in the transaction that works the delivery off: receipt → the leads whose records it
 * names. What is no news is dropped.
 */
type ReceivedChanges = { receiptId: string; changes: readonly CrmChange[] }

export async function recordCrmChanges(tx: Transaction, received: readonly ReceivedChanges[], now: Date): Promise<Map<string, string[]>> {
  if (received.length === 0) return new Map()
  const given: ReceivedChanges[] = []
  for (const { receiptId, changes } of received) given.push({ receiptId, changes: await routeChanges(tx, changes) })
  const rules = await readChangeFilter(
    tx,
    given.flatMap(({ changes }) => changes),
  )
  const kept = given.flatMap(({ receiptId, changes }) =>
    changes.filter((change) => whyIgnored(change, rules) === null).map((change) => ({ ...change, inboundEventId: receiptId })),
  )
  await queueChanges(tx, kept, now)
  const named = given.flatMap(({ receiptId, changes }) =>
    changes.map(({ provider, object, externalId }) => ({ receipt: receiptId, provider, object, external_id: externalId })),
  )
  const { rows } = await tx.execute<{ receipt: string; lead_ids: string[] }>(sql`
    select n.receipt, array_agg(distinct l.lead_id) as lead_ids
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as n(receipt text, provider text, object text, external_id text)
    join crm_links l on l.provider = n.provider and l.object_type = n.object and l.external_id = n.external_id
    group by n.receipt`)
  const leadsOf = new Map(rows.map(({ receipt, lead_ids }) => [receipt, lead_ids]))
  return new Map(given.map(({ receiptId }) => [receiptId, leadsOf.get(receiptId) ?? []]))
}
