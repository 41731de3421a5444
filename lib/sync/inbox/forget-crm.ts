import { and, eq, sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { crmConflicts, crmConnections, crmOutbox } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { readSetting, storeSetting } from "@/lib/platform/settings/setting"
import { openConnection, type CrmCtx } from "@/lib/sync/connection/crm-connection"
import { crmSettings } from "@/lib/sync/connection/crm-settings"
import { checkAccount, takeFoundAccount } from "@/lib/sync/connection/same-account"

/**
 * Another account stands where the old one stood: nothing that was known of the old one's records, or of its users, is true
 * of it. Leads stay, each to be sent again.
 */
export async function forgetCrm(ctx: CrmCtx): Promise<void> {
  requirePermission(ctx, "sync.manage")
  await changeLeads(ctx, async ({ db: tx }) => {
    await forgetRecords(tx, ctx.crm.name)
    await takeFoundAccount(tx, ctx.crm.name)
    const setting = crmSettings(ctx.crm)
    await storeSetting({ ...ctx, db: tx }, setting, { ...(await readSetting(tx, setting)), owners: {} })
    await writeAudit(ctx, tx, { action: "crm.forgotten", subject: ctx.crm.name, change: {} })
  })
  await openConnection(ctx)
}

/** The connection goes, with all that is known of its account. Its records stay over there, and leads here. */
export async function removeConnection(ctx: CrmCtx): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const { name, source, account } = ctx.crm
  if (source === "environment" && account !== null)
    throw new AppError("conflict", "This connection is described by environment variables. Change it there.")
  await changeLeads(ctx, async ({ db: tx }) => {
    await requireStill(tx, ctx)
    await forgetRecords(tx, name)
    await tx.delete(crmConflicts).where(eq(crmConflicts.provider, name))
    await tx.delete(crmConnections).where(eq(crmConnections.name, name))
    // The next connection of this name begins anew, and sends nothing by itself.
    await storeSetting<unknown>({ ...ctx, db: tx }, crmSettings(ctx.crm), { isPaused: true })
    await writeAudit(ctx, tx, { action: "crm.removed", subject: name, change: {} })
  })
}

/** What is on its way would leave a link behind. */
async function requireStill(tx: Transaction, { crm }: CrmCtx): Promise<void> {
  const { isPaused, isDisconnected } = await readSetting(tx, crmSettings(crm))
  const isSending = !isPaused && !isDisconnected && (await checkAccount({ db: tx, crm })) === "same"
  if (crm.account !== null && isSending) throw new AppError("conflict", "Disconnect it first.")
  const [leased] = await tx
    .select({ id: crmOutbox.id })
    .from(crmOutbox)
    .where(and(eq(crmOutbox.provider, crm.name), eq(crmOutbox.state, "leased")))
    .limit(1)
  if (leased) throw new AppError("conflict", "Something is still on its way there. Try again in a minute.")
}

const OF_RECORDS = [
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
]

async function forgetRecords(tx: Transaction, name: string): Promise<void> {
  for (const table of OF_RECORDS) await tx.execute(sql`delete from ${sql.identifier(table)} where provider = ${name}`)
  // What was erased for a person's privacy stays out of the next account too.
  await tx.execute(sql`delete from crm_exclusions where provider = ${name} and reason = 'deleted_there'`)
}
