import { eq, sql } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { users } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { handOverLeads, lockOpenLeadsOf } from "@/lib/routing/hand-over"
import { lockPersonOrThrow, requireAnotherAdmin, requireColleague } from "./find-person"
import { endSessionsOf } from "./sessions"

export const DeactivatePerson = z.object({
  id: z.uuid(),
  /** A colleague's id, or null: the rules assign the open leads. */
  leadsTo: z.uuid().nullable(),
})
export type DeactivatePerson = z.infer<typeof DeactivatePerson>

/**
 * Deactivates a colleague: every session ends at once, and their open leads go to others in the same transaction, so no
 * lead ever belongs to a person who has left. Closed leads keep their owner. A lead that is assigned to them at this
 * very moment is found by the routing job within a minute.
 */
export async function deactivatePerson(ctx: Ctx, input: DeactivatePerson): Promise<{ given: number; waiting: number }> {
  requirePermission(ctx, "settings.manage")
  const { id, leadsTo } = DeactivatePerson.parse(input)
  if (ctx.actor.kind === "user" && ctx.actor.id === id) throw new AppError("conflict", "You cannot close your own account.")
  return await changeLeads(ctx, async (unit) => {
    const { db: tx } = unit
    const leadIds = await lockOpenLeadsOf(tx, id)
    await requireAnotherAdmin(tx, id)
    const person = await lockPersonOrThrow(tx, id)
    if (!person.active) throw new AppError("conflict", "This account is closed already.")
    if (leadsTo !== null) await requireColleague(tx, leadsTo, id)
    const [colleague] = leadsTo === null ? [] : await tx.select({ name: users.name }).from(users).where(eq(users.id, leadsTo))
    await tx.update(users).set({ active: false }).where(eq(users.id, id))
    await endSessionsOf(tx, id)
    const to = leadsTo === null ? ({ kind: "routing" } as const) : { kind: "person" as const, userId: leadsTo, name: colleague?.name ?? "" }
    const handed = await handOverLeads(unit, leadIds, to)
    const tasks = await passOnTasks(tx, id)
    await writeAudit(ctx, tx, { action: "person.deactivated", subject: id, change: { leads: leadIds.length, tasks, leadsTo, ...handed } })
    return handed
  })
}

/** Their tasks on others' leads go to the current owner of each; those of unassigned leads are in the managers' queue. */
async function passOnTasks(tx: Transaction, id: string): Promise<number> {
  const { rowCount } = await tx.execute(sql`
    update tasks t set assignee_id = case when l.owner_id = ${id} then null else l.owner_id end, reminded_at = null
    from leads l where l.id = t.lead_id and t.status = 'open' and t.assignee_id = ${id}`)
  return rowCount ?? 0
}
