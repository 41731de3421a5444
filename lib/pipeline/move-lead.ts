import { and, count, eq, ne } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { bookings, leads, stageHistory, stages, touchpoints } from "@/db/schema"
import { writeAudit } from "@/lib/audit-log"
import type { Ctx } from "@/lib/context"
import { LEAD_FIELDS } from "@/lib/core/lead-event"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { missingFor } from "@/lib/core/stages"
import { AppError } from "@/lib/errors"
import { newId } from "@/lib/ids"
import { applyEdit } from "@/lib/leads/edit-lead"
import { lockLeadOrThrow, type LeadRow } from "@/lib/leads/find-lead"
import { announceLeads } from "@/lib/live/announce"
import { react } from "@/lib/reactions/react"
import { can, requireLeadChange, requirePermission } from "@/lib/permissions"

export const MoveLead = z.object({
  leadId: z.uuid(),
  to: z.enum(STAGE_IDS),
  /** The stage the mover saw; a card that has moved meanwhile is answered with `moved_elsewhere`. */
  from: z.enum(STAGE_IDS).optional(),
  reason: z.string().trim().max(500).optional(),
  /** A booking reference from outside the rental system's events. */
  bookingReference: z.string().trim().max(100).optional(),
  override: z.boolean().optional(),
  /** Fields that the gate asks for, filled in with the move: kept when it succeeds, and only then. */
  values: z.partialRecord(z.enum(LEAD_FIELDS), z.string().trim().max(2000)).optional(),
  via: z.enum(["board", "menu", "api", "import", "crm"]),
})
export type MoveLead = z.infer<typeof MoveLead>

export type MoveOutcome =
  | { ok: true; lead: LeadRow }
  /** Names of what is missing, for a dialog that asks for exactly that. */
  | { ok: false; reason: "gate"; fields: string[] }
  | { ok: false; reason: "moved_elsewhere"; stageId: string }

/**
 * The one way a person or a connected system moves a lead. The gate of the target stage is asked here and nowhere
 * else, so drag, menu, API, import and CRM cannot disagree; a manager may override it with a reason, which is kept.
 */
export const moveLead = async (ctx: Ctx, input: MoveLead): Promise<MoveOutcome> => {
  const move = MoveLead.parse(input)
  requirePermission(ctx, "lead.move")
  const outcome = await ctx.db.transaction((tx) => moveLocked(ctx, tx, move))
  if (outcome.ok) await announceLeads(ctx.db, [outcome.lead.id])
  return outcome
}

const moveLocked = async (ctx: Ctx, tx: Transaction, move: MoveLead): Promise<MoveOutcome> => {
  const lead = await lockLeadOrThrow(tx, move.leadId)
  requireLeadChange(ctx, lead)
  if (lead.kind !== "lead") throw new AppError("conflict", "Only a lead on the board has a stage; promote this record first.")
  if (move.from !== undefined && lead.stageId !== move.from) return { ok: false, reason: "moved_elsewhere", stageId: lead.stageId }
  if (lead.stageId === move.to) return { ok: true, lead }
  const [stage] = await tx.select().from(stages).where(eq(stages.id, move.to))
  if (!stage) throw new AppError("not_found", "There is no such stage.")

  const missing = missingFor(stage.requirements, await factsOf(tx, lead, move))
  const overridden = missing.length > 0 && move.override === true
  if (overridden) requireOverride(ctx, move)
  if (missing.length > 0 && !overridden) return { ok: false, reason: "gate", fields: missing }
  const filled = Object.keys(move.values ?? {}).length > 0 ? await applyEdit(ctx, tx, { leadId: lead.id, fields: move.values }) : lead
  return { ok: true, lead: await enterStage(ctx, tx, filled, move, overridden) }
}

/** The reason of an override is not optional: it is the only thing left of the gate. */
const requireOverride = (ctx: Ctx, move: MoveLead): void => {
  if (!can(ctx.actor, "lead.override_gate")) throw new AppError("forbidden", "Only a manager may override a gate.")
  if (!move.reason) throw new AppError("invalid", "An override needs a reason.", { fields: { reason: "Say why the gate does not apply." } })
}

const factsOf = async (tx: Transaction, lead: LeadRow, move: MoveLead) => {
  const [attempts] = await tx
    .select({ n: count() })
    .from(touchpoints)
    .where(and(eq(touchpoints.leadId, lead.id), eq(touchpoints.direction, "outbound")))
  const [booked] = await tx
    .select({ n: count() })
    .from(bookings)
    .where(and(eq(bookings.leadId, lead.id), ne(bookings.status, "cancelled")))
  return {
    fields: Object.fromEntries(LEAD_FIELDS.map((field) => [field, move.values?.[field] ?? lead.provenance[field]?.value])),
    contactAttempts: attempts?.n ?? 0,
    hasBooking: (booked?.n ?? 0) > 0 || Boolean(move.bookingReference),
    reason: move.reason ?? null,
  }
}

const enterStage = async (ctx: Ctx, tx: Transaction, lead: LeadRow, move: MoveLead, overridden: boolean): Promise<LeadRow> => {
  const at = ctx.now()
  const isReopening = lead.stageId === "lost" || lead.stageId === "booked"
  const run = isReopening && move.to === "new_lead" ? lead.run + 1 : lead.run
  const [row] = await tx
    .update(leads)
    .set({
      stageId: move.to,
      stageEnteredAt: at,
      run,
      lostReason: move.to === "lost" ? (move.reason ?? null) : null,
      version: lead.version + 1,
      updatedAt: at,
    })
    .where(eq(leads.id, lead.id))
    .returning()
  await tx.insert(stageHistory).values({
    id: newId(),
    leadId: lead.id,
    run,
    fromStageId: lead.stageId,
    toStageId: move.to,
    at,
    userId: ctx.actor.kind === "user" ? ctx.actor.id : null,
    via: move.via,
    reason: move.reason ?? move.bookingReference ?? null,
    overridden,
  })
  const change = { from: lead.stageId, to: move.to, via: move.via, reason: move.reason ?? null, overridden }
  await writeAudit(ctx, tx, { action: "lead.moved", leadId: lead.id, change })
  if (!row) throw new AppError("not_found", "There is no such lead.")
  await react(ctx, tx, [{ leadId: row.id, cause: "moved", enteredStage: move.to }])
  return row
}
