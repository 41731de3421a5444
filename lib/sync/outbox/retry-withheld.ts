import { sql } from "drizzle-orm"
import { z } from "zod"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { lockLeads } from "@/lib/platform/lock-order"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { requirePermission } from "@/lib/platform/permissions"
import { addToOutbox } from "@/lib/sync/queue/queue-pushes"

/**
 * Sends once more what the CRM refused of a field, after something was done about it in the CRM: a property made, a double
 * merged. What both sides said of it is forgotten, so that it counts as news. A deal that was deleted there stays deleted.
 */
export const RetryWithheld = z.object({ field: z.string().min(1).max(40) })

export async function retryWithheld(ctx: CrmCtx, input: z.infer<typeof RetryWithheld>): Promise<number> {
  requirePermission(ctx, "sync.manage")
  const { field } = RetryWithheld.parse(input)
  return await changeLeads(ctx, async ({ db: tx }) => {
    const isWithheld = sql`provider = ${ctx.crm.name} and withheld ? ${field} and withheld -> ${field}::text ->> 'cause' <> 'gone'`
    const { rows: found } = await tx.execute<{ lead_id: string }>(sql`select lead_id from crm_links where ${isWithheld}`)
    await lockLeads(
      tx,
      found.map(({ lead_id }) => lead_id),
    )
    const { rows } = await tx.execute<{ lead_id: string }>(sql`
      update crm_links set withheld = withheld - ${field}::text, snapshot = snapshot - ${field}::text where ${isWithheld} returning lead_id`)
    const ids = [...new Set(rows.map(({ lead_id }) => lead_id))]
    const now = ctx.now()
    await addToOutbox(
      tx,
      ctx.crm,
      ids.map((leadId) => ({ leadId, kind: "lead", priority: 1, notBefore: now, pull: true })),
      now,
    )
    await writeAudit(ctx, tx, { action: "crm.withheld_retried", subject: ctx.crm.name, change: { field, leads: ids.length } })
    return ids.length
  })
}
