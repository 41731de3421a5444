import { and, eq } from "drizzle-orm"
import { z } from "zod"
import { absences } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { lockPersonOrThrow, requireColleague } from "./find-person"

export const PlanAbsence = z
  .object({
    userId: z.uuid(),
    fromAt: z.coerce.date(),
    toAt: z.coerce.date(),
    deputyId: z.uuid().nullable().default(null),
    note: z.string().trim().max(200).nullable().default(null),
  })
  .refine(({ fromAt, toAt }) => fromAt < toAt, { path: ["toAt"], message: "An absence ends after it begins." })
export type PlanAbsence = z.input<typeof PlanAbsence>

/** Out of office: no lead is assigned to them in that time; a cover takes their customers. */
export async function planAbsence(ctx: Ctx, input: PlanAbsence): Promise<{ id: string }> {
  const { userId, fromAt, toAt, deputyId, note } = PlanAbsence.parse(input)
  requireOwnOrManaged(ctx, userId)
  if (toAt <= ctx.now()) throw new AppError("invalid", "This absence is over already.", { fields: { toAt: "Choose a time to come." } })
  const id = newId()
  await inTransaction(ctx, async (tx) => {
    await lockPersonOrThrow(tx, userId)
    if (deputyId !== null) await requireColleague(tx, deputyId, userId)
    await tx.insert(absences).values({ id, userId, fromAt, toAt, deputyId, note })
    const change = { absenceId: id, fromAt: fromAt.toISOString(), toAt: toAt.toISOString(), deputyId }
    await writeAudit(ctx, tx, { action: "absence.planned", subject: userId, change })
  })
  return { id }
}

export const EndAbsence = z.object({ id: z.uuid(), userId: z.uuid() })
export type EndAbsence = z.infer<typeof EndAbsence>

/** Ends an absence now; one that has not begun is deleted. */
export async function endAbsence(ctx: Ctx, input: EndAbsence): Promise<void> {
  const { id, userId } = EndAbsence.parse(input)
  requireOwnOrManaged(ctx, userId)
  await inTransaction(ctx, async (tx) => {
    const isIt = and(eq(absences.id, id), eq(absences.userId, userId))
    const [known] = await tx.select().from(absences).where(isIt).for("update")
    if (!known) throw new AppError("not_found", "There is no such absence.")
    if (known.fromAt >= ctx.now()) await tx.delete(absences).where(isIt)
    else if (known.toAt > ctx.now()) await tx.update(absences).set({ toAt: ctx.now() }).where(isIt)
    await writeAudit(ctx, tx, { action: "absence.ended", subject: userId, change: { absenceId: id } })
  })
}

function requireOwnOrManaged(ctx: Ctx, userId: string): void {
  if (ctx.actor.kind !== "user" || ctx.actor.id !== userId) requirePermission(ctx, "settings.manage")
}
