import { and, eq, sql } from "drizzle-orm"
import { z } from "zod"
import { crmExclusions } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { lockLeads } from "@/lib/platform/lock-order"
import { inTransaction } from "@/lib/platform/transaction"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { changeSetting } from "@/lib/platform/settings/setting"
import { unblockCalls } from "./connection/budget"
import { crmSettings } from "./connection/crm-settings"
import { enqueueCompare, enqueueProvision } from "./queue/job-names"
import { addToOutbox } from "./queue/queue-pushes"

/** What an admin does to the connection as a whole. */
export const SwitchSync = z.object({ isPaused: z.boolean().optional(), isDisconnected: z.boolean().optional() })
export type SwitchSync = z.infer<typeof SwitchSync>

/** A pause keeps noting what changes; a disconnection stops that too, and a later connection starts with a comparison. */
export async function switchSync(ctx: CrmCtx, input: SwitchSync): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const given = SwitchSync.parse(input)
  let wasDisconnected = false
  const { isDisconnected } = await changeSetting(ctx, crmSettings(ctx.crm), (settings) => {
    wasDisconnected = settings.isDisconnected
    return {
      ...settings,
      isPaused: given.isPaused ?? settings.isPaused,
      isDisconnected: given.isDisconnected ?? settings.isDisconnected,
    }
  })
  if (wasDisconnected && !isDisconnected) await enqueueCompare(ctx, true)
}

export const ReplayPushes = z.object({ errorClass: z.string().max(40).optional(), error: z.string().max(500).optional() })

/** Tries again what failed, at once; of one cause, or all. Calls that were stopped are let through. */
export async function replayPushes(ctx: CrmCtx, input: z.infer<typeof ReplayPushes>): Promise<number> {
  requirePermission(ctx, "sync.manage")
  const { errorClass, error } = ReplayPushes.parse(input)
  const now = ctx.now().toISOString()
  return await inTransaction(ctx, async (tx) => {
    const { rowCount } = await tx.execute(sql`
      update crm_outbox set state = 'pending', attempts = 0, not_before = ${now}, error = null, error_class = null, updated_at = ${now}
      where id in (select id from crm_outbox where provider = ${ctx.crm.name} and state in ('pending', 'parked', 'dead') and error_class is not null
        ${errorClass === undefined ? sql`` : sql`and error_class = ${errorClass}`} ${error === undefined ? sql`` : sql`and coalesce(error, '') = ${error}`}
        order by lead_id, kind for update)`)
    await tx.execute(
      sql`update crm_inbox set state = 'pending', attempts = 0, not_before = ${now} where provider = ${ctx.crm.name} and state = 'dead'`,
    )
    await unblockCalls({ db: tx, crm: ctx.crm })
    const count = rowCount ?? 0
    await writeAudit(ctx, tx, {
      action: "crm.replayed",
      subject: ctx.crm.name,
      change: { errorClass: errorClass ?? null, error: error ?? null, count },
    })
    return count
  })
}

export const SendAgain = z.object({ leadId: z.uuid() })

/** Takes a lead back into the sync that was deleted in the CRM. One that was erased for privacy stays out. */
export async function sendAgain(ctx: CrmCtx, input: z.infer<typeof SendAgain>): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const { leadId } = SendAgain.parse(input)
  await changeLeads(ctx, async ({ db: tx, changes }) => {
    await lockLeads(tx, [leadId])
    changes.show(leadId)
    const mine = and(eq(crmExclusions.leadId, leadId), eq(crmExclusions.provider, ctx.crm.name))
    const rows = await tx.select().from(crmExclusions).where(mine)
    if (rows.some(({ reason }) => reason === "privacy"))
      throw new AppError("conflict", "This person was erased there for their privacy, and may not be sent again.")
    await tx.delete(crmExclusions).where(mine)
    await addToOutbox(tx, ctx.crm, [{ leadId, kind: "lead", priority: 0, notBefore: ctx.now(), pull: true }], ctx.now())
    await writeAudit(ctx, tx, { action: "lead.sent_to_crm", leadId, subject: ctx.crm.name, change: {} })
  })
}

/** Makes what is missing in the CRM's account; the worker does it. */
export async function provisionNow(ctx: CrmCtx): Promise<void> {
  requirePermission(ctx, "sync.manage")
  await enqueueProvision(ctx)
}
