import { eq } from "drizzle-orm"
import { z } from "zod"
import { nurtureEnrolments } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { lockLeadOrThrow } from "@/lib/leads/find-lead"
import { requireLeadChange, requirePermission } from "@/lib/platform/permissions"
import { exitEnrolments } from "./enrol-nurture"

export const StopEnrolment = z.object({ leadId: z.uuid() })

/** A colleague takes a lead out of its sequence. It enters no other in this run. */
export async function stopEnrolment(ctx: Ctx, input: z.input<typeof StopEnrolment>): Promise<{ leadId: string }> {
  requirePermission(ctx, "lead.edit")
  const { leadId } = StopEnrolment.parse(input)
  const id = await changeLeads(ctx, async ({ db: tx, changes }) => {
    const lead = await lockLeadOrThrow(tx, leadId)
    requireLeadChange(ctx, lead)
    const active = (await tx.select().from(nurtureEnrolments).where(eq(nurtureEnrolments.leadId, lead.id))).find(
      ({ state }) => state === "active",
    )
    if (!active) throw new AppError("conflict", "This lead is in no sequence any more.")
    await exitEnrolments(tx, [{ id: active.id, reason: "stopped" }], ctx.now())
    if (ctx.actor.kind === "user")
      await tx.update(nurtureEnrolments).set({ stoppedBy: ctx.actor.id }).where(eq(nurtureEnrolments.id, active.id))
    await writeAudit(ctx, tx, { action: "nurture.stopped", leadId: lead.id, subject: active.id, change: { step: active.step } })
    changes.show(lead.id)
    return lead.id
  })
  return { leadId: id }
}
