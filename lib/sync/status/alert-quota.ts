import { and, eq } from "drizzle-orm"
import { crmBudget, users } from "@/db/schema"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { notify } from "@/lib/notifications/notify"
import { announceNotified } from "@/lib/platform/live/announce"
import { inTransaction } from "@/lib/platform/transaction"

/** Rings the admins' bells once a day: most of today's calls are used, and from here on only what a person waits for is sent. */
export async function alertQuota(ctx: CrmCtx, percent: number): Promise<void> {
  const [budget] = await ctx.db.select({ day: crmBudget.day }).from(crmBudget).where(eq(crmBudget.provider, ctx.crm.name))
  const admins = await ctx.db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "admin"), eq(users.active, true)))
  const title = `${percent} % of today's ${ctx.crm.label} calls are used: activities and loads wait until tomorrow`
  const notifications = admins.map(({ id }) => ({
    userId: id,
    kind: "crm_quota" as const,
    title,
    leadId: null,
    taskId: null,
    dedupeKey: `crm_quota:${id}:${budget?.day ?? ""}`,
  }))
  if (notifications.length === 0) return
  ctx.log.warn({ percent }, "most of the day's calls to the CRM are used")
  await inTransaction(ctx, (tx) => notify(tx, notifications, ctx.now()))
  await announceNotified(
    ctx.db,
    admins.map(({ id }) => id),
  )
}
