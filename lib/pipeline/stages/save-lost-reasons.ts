import { sql } from "drizzle-orm"
import { textsIn } from "@/db/sql"
import { z } from "zod"
import { lostReasons } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
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
  return await inTransaction(ctx, async (tx) => {
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
    await tx.execute(
      sql`update leads l set lost_reason = c.label from jsonb_to_recordset(${JSON.stringify(renamed)}::jsonb) as c(old text, label text) where l.lost_reason = c.old`,
    )
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

function refuseDoubles(reasons: readonly { label: string }[]): void {
  const labels = reasons.map(({ label }) => label.toLowerCase())
  const double = labels.find((label, at) => labels.indexOf(label) !== at)
  if (double) throw new AppError("invalid", `“${double}” is in the list twice.`, { fields: { reasons: double } })
}
