import { eq } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { leads, stageHistory } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { FIRST_STAGE } from "@/lib/core/stages"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import type { LeadRow } from "@/lib/leads/find-lead"
import { react } from "@/lib/reactions/react"
import { resolveLostReason } from "@/lib/pipeline/stages/lost-reasons"
import type { MoveLead } from "./move-lead"

type Entry = { lead: LeadRow; move: MoveLead; overridden: boolean; exceptions: string[] }

/**
 * Writes a move that passed the gate. From Lost or Booked back to the first stage is a new run: attempts and ticks of
 * the last one no longer count. Any other way back reopens the same run.
 */
export async function enterStage(ctx: Ctx, tx: Transaction, { lead, move, overridden, exceptions }: Entry): Promise<LeadRow> {
  const at = ctx.now()
  const isOver = lead.stageId === "lost" || lead.stageId === "booked"
  const run = isOver && move.to === FIRST_STAGE ? lead.run + 1 : lead.run
  const given = { reason: move.reason ?? null, note: move.note ?? null }
  const isLost = move.to === "lost"
  const { reason, note } = isLost && given.reason ? await resolveLostReason(tx, { ...given, reason: given.reason }) : given
  const [row] = await tx
    .update(leads)
    .set({
      stageId: move.to,
      stageEnteredAt: at,
      run,
      lostReason: isLost ? reason : null,
      lostNote: isLost ? note : null,
      version: lead.version + 1,
      updatedAt: at,
    })
    .where(eq(leads.id, lead.id))
    .returning()
  if (!row) throw new AppError("not_found", "There is no such lead.")
  await tx.insert(stageHistory).values({
    id: newId(),
    leadId: lead.id,
    run,
    fromStageId: lead.stageId,
    toStageId: move.to,
    at,
    userId: ctx.actor.kind === "user" ? ctx.actor.id : null,
    via: move.via,
    reason,
    note,
    bookingReference: move.bookingReference ?? null,
    overridden,
    exceptions,
    createdAt: at,
  })
  const change = { from: lead.stageId, to: move.to, via: move.via, reason, note, overridden, exceptions }
  await writeAudit(ctx, tx, { action: "lead.moved", leadId: lead.id, change })
  await react(ctx, tx, [{ leadId: row.id, cause: "moved", enteredStage: move.to, exceptions }])
  return row
}
