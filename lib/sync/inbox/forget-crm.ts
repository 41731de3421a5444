import { sql } from "drizzle-orm"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { openConnection, type CrmCtx } from "@/lib/sync/connection/crm-connection"
import { takeFoundAccount } from "@/lib/sync/connection/same-account"
import { requirePermission } from "@/lib/platform/permissions"

/**
 * Another account stands where the old one stood: nothing that was known of the old one's records is true of it. Leads stay,
 * each to be sent again.
 */
export async function forgetCrm(ctx: CrmCtx): Promise<void> {
  requirePermission(ctx, "sync.manage")
  await changeLeads(ctx, async ({ db: tx }) => {
    for (const table of [
      "crm_links",
      "crm_outbox",
      "crm_inbox",
      "crm_activities",
      "crm_cursors",
      "crm_schemas",
      "crm_budget",
      "crm_buckets",
      "crm_aliases",
      "crm_intents",
      "crm_agreements",
      "crm_loads",
    ])
      await tx.execute(sql`delete from ${sql.identifier(table)} where provider = ${ctx.crm.name}`)
    await takeFoundAccount(tx, ctx.crm.name)
    // What was erased for a person's privacy stays out of the next account too.
    await tx.execute(sql`delete from crm_exclusions where provider = ${ctx.crm.name} and reason = 'deleted_there'`)
    await writeAudit(ctx, tx, { action: "crm.forgotten", subject: ctx.crm.name, change: {} })
  })
  await openConnection(ctx)
}
