import { and, eq, inArray, sql } from "drizzle-orm"
import { textsIn } from "@/db/sql"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { crmIntents } from "@/db/schema"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { newId } from "@/lib/platform/ids"
import type { CrmConnection, CrmCtx } from "@/lib/sync/connection/crm-connection"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { lockLeads } from "@/lib/platform/lock-order"

/**
 * Creates in a CRM that cannot find a record by our key as it writes. What is about to be created is written down before
 * it is sent. Whoever comes by a create that was written down looks for the record, which may hide from search for a
 * while: until that while has passed nothing is sent, and after it what was not found was never made.
 */
type Create = { leadId: string; key: string }

/** Writes these creates down; answers with those that have to wait, by key, and for how long. */
export async function declareCreates(ctx: CrmCtx, object: CrmObject, creates: readonly Create[]): Promise<Map<string, number>> {
  const { settleMs } = ctx.crm.definition.capabilities
  const now = ctx.now()
  return await changeLeads(ctx, async ({ db: tx }) => {
    await lockLeads(
      tx,
      creates.map(({ leadId }) => leadId),
    )
    const keys = creates.map(({ key }) => key)
    const sent = await tx
      .select({ key: crmIntents.key, sentAt: crmIntents.sentAt })
      .from(crmIntents)
      .where(and(eq(crmIntents.provider, ctx.crm.name), eq(crmIntents.objectType, object), inArray(crmIntents.key, keys)))
    const waits = new Map(
      sent.flatMap(({ key, sentAt }): [string, number][] => {
        const waitMs = sentAt.getTime() + settleMs - now.getTime()
        return waitMs > 0 ? [[key, waitMs]] : []
      }),
    )
    const rows = creates
      .filter(({ key }) => !waits.has(key))
      .map(({ leadId, key }) => ({ id: newId(), leadId, provider: ctx.crm.name, objectType: object, key, sentAt: now }))
    await insertRows(tx, crmIntents, rows, sql`on conflict (provider, object_type, key) do update set sent_at = excluded.sent_at`)
    return waits
  })
}

/** Their records are known to stand, or not to. */
export async function forgetCreates(
  tx: Pick<Transaction, "execute">,
  { name }: Pick<CrmConnection, "name">,
  object: CrmObject,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return
  await tx.execute(sql`delete from crm_intents where provider = ${name} and object_type = ${object} and key in ${textsIn(keys)}`)
}
