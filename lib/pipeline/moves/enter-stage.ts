import { eq } from "drizzle-orm"
import { leads, stageHistory } from "@/db/schema"
import type { LeadUnit } from "@/lib/platform/change/change-leads"
import { actorId } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { FIRST_STAGE } from "@/lib/core/stages"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import type { LeadRow } from "@/lib/leads/find-lead"
import { resolveLostReason } from "@/lib/pipeline/stages/lost-reasons"
import type { MoveLead } from "./move-lead"

type Entry = { lead: LeadRow; move: MoveLead; overridden: boolean; exceptions: string[] }

/**
 * Writes a move that passed the gate. From Lost or Booked back to the first stage is a new run: attempts and ticks of
 * the last one no longer count. Any other way back reopens the same run.
 */
export async function enterStage(unit: LeadUnit, { lead, move, overridden, exceptions }: Entry): Promise<LeadRow> {
  const { db: tx, changes } = unit
  const at = unit.now()
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
    userId: actorId(unit),
    via: move.via,
    reason,
    note,
    bookingReference: move.bookingReference ?? null,
    overridden,
    exceptions,
    createdAt: at,
  })
  const change = { from: lead.stageId, to: move.to, via: move.via, reason, note, overridden, exceptions }
  await writeAudit(unit, tx, { action: "lead.moved", leadId: lead.id, change })
  changes.add({ leadId: row.id, cause: "moved", enteredStage: move.to, exceptions })
  return row
}
