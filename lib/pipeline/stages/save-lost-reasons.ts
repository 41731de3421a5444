import { sql } from "drizzle-orm"
import { z } from "zod"
import { leads, lostReasons } from "@/db/schema"
import { idsIn, textsIn } from "@/db/sql"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { lockLeads } from "@/lib/platform/lock-order"
import { requirePermission } from "@/lib/platform/permissions"
import { OTHER_REASON, readLostReasons, type LostReason } from "./lost-reasons"

export const SaveLostReasons = z.object({
  reasons: z
    .array(
      z.object({
        /** Absent for a new one. */
        id: z.string().max(60).optional(),
        label: z.string().trim().min(1, "A reason needs a name.").max(60),
        active: z.boolean(),
      }),
    )
    .min(1)
    .max(40),
})

/**
 * Replaces the list, in its order. A reason in use is disabled when it is left out, never deleted; a renamed one is
 * renamed on its leads too, so that reports keep counting it as one.
 */
export async function saveLostReasons(ctx: Ctx, input: z.infer<typeof SaveLostReasons>): Promise<LostReason[]> {
  requirePermission(ctx, "settings.manage")
  const { reasons } = SaveLostReasons.parse(input)
  refuseDoubles(reasons)
  return await changeLeads(ctx, async (unit) => {
    const { db: tx } = unit
    await tx.execute(sql`lock table lost_reasons in share row exclusive mode`)
    const before = await readLostReasons(tx)
    const given = reasons.map((reason) => ({ ...reason, id: before.some(({ id }) => id === reason.id) ? (reason.id ?? newId()) : newId() }))
    const left = before.filter(({ id }) => !given.some((reason) => reason.id === id))
    const rows = [...given, ...left.map((reason) => ({ ...reason, active: false }))].map((reason, at) => ({
      ...reason,
      active: reason.id === OTHER_REASON || reason.active,
      position: at + 1,
    }))
    const renamed = rows.flatMap(({ id, label }) => {
      const old = before.find((reason) => reason.id === id)?.label
      return old === undefined || old === label ? [] : [{ old, label }]
    })
    await renameOnLeads(unit, renamed)
    await tx.delete(lostReasons)
    await tx.insert(lostReasons).values(rows)
    await tx.execute(
      sql`delete from lost_reasons r where not r.active and r.id in ${textsIn(left.map(({ id }) => id))} and not exists (select 1 from leads l where l.lost_reason = r.label)`,
    )
    const after = await readLostReasons(tx)
    await writeAudit(ctx, tx, { action: "lost_reasons.changed", change: { before, after } })
    return after
  })
}

type Renamed = { old: string; label: string }

/** By the names that the leads had before any was renamed: two reasons may have swapped theirs. */
async function renameOnLeads({ db, changes, now }: LeadUnit, renamed: readonly Renamed[]): Promise<void> {
  const named = await db
    .select({ id: leads.id })
    .from(leads)
    .where(sql`${leads.lostReason} in ${textsIn(renamed.map(({ old }) => old))}`)
  const locked = await lockLeads(
    db,
    named.map(({ id }) => id),
  )
  for (const { old, label } of renamed) {
    const ids = locked.filter(({ lostReason }) => lostReason === old).map(({ id }) => id)
    await db
      .update(leads)
      .set({ lostReason: label, updatedAt: now() })
      .where(sql`${leads.id} in ${idsIn(ids)}`)
    changes.add(...ids.map((leadId) => ({ leadId, cause: "edited" as const })))
  }
}

function refuseDoubles(reasons: readonly { label: string }[]): void {
  const labels = reasons.map(({ label }) => label.toLowerCase())
  const double = labels.find((label, at) => labels.indexOf(label) !== at)
  if (double) throw new AppError("invalid", `“${double}” is in the list twice.`, { fields: { reasons: double } })
}
