import { and, desc, eq } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { stageHistory, users } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { LEAD_FIELDS } from "@/lib/core/lead-event"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { parseAmount } from "@/lib/core/money/money"
import { CHECKLIST_PREFIX, gateOf, mayGo, missingFor } from "@/lib/core/stages"
import { AppError } from "@/lib/platform/errors"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { lockLeadOrThrow, type LeadRow } from "@/lib/leads/find-lead"
import { can, requireLeadChange, requirePermission } from "@/lib/platform/permissions"
import { CONTACT_MEANS, isReaching, type ContactMeans } from "@/lib/leads/contact/contact-event"
import { recordContact } from "@/lib/leads/contact/record-contact"
import { newId } from "@/lib/platform/ids"
import { enterStage } from "./enter-stage"
import { readStages, stageIdOf, type Stage } from "@/lib/pipeline/stages/read-stages"
import { readFacts } from "@/lib/pipeline/stages/stage-facts"
import { addTicks } from "./tick-item"

const MOVE_WAYS = ["board", "menu", "bulk", "api", "import", "crm"] as const

export const MoveLead = z.object({
  leadId: z.uuid(),
  to: z.enum(STAGE_IDS),
  /** The stage the person saw; a card that has moved meanwhile returns `moved_elsewhere`. */
  from: z.enum(STAGE_IDS).optional(),
  reason: z.string().trim().max(500).optional(),
  /** A note beside a reason of the list. */
  note: z.string().trim().max(1000).optional(),
  /** A booking reference from outside the rental system. */
  bookingReference: z.string().trim().max(100).optional(),
  override: z.boolean().optional(),
  /** Required fields, filled in with the move; stored only when it succeeds. */
  values: z.partialRecord(z.enum(LEAD_FIELDS), z.string().trim().max(2000)).optional(),
  /** Checklist items ticked with the move; stored only when it succeeds. */
  checklist: z.array(z.string().max(40)).max(100).optional(),
  /** A contact of ours logged with the move; stored only when it succeeds. */
  contact: z.enum(CONTACT_MEANS).optional(),
  via: z.enum(MOVE_WAYS),
})
export type MoveLead = z.infer<typeof MoveLead>

export type MoveOutcome =
  | { ok: true; lead: LeadRow }
  /** Names of what is missing, for a dialog that asks for exactly that; `move` when the table of moves does not allow it. */
  | { ok: false; reason: "gate"; fields: string[] }
  /** Another person was first: where the lead is now, who moved it (null for a connected system) and when. */
  | { ok: false; reason: "moved_elsewhere"; stageId: string; by: string | null; at: string }

/** The name of a move that the table of moves does not allow. */
const MOVE_NOT_ALLOWED = "move"

/**
 * Moves a lead, for a person or a connected system. The gate of the target stage is checked here and nowhere else, so
 * drag, menu, keyboard, bulk, API, import and CRM cannot disagree. A manager may override it with a reason, which is
 * stored. A move by the CRM has already happened: it is accepted, and what was missing is stored with it as an
 * exception.
 */
export async function moveLead(ctx: Ctx, input: MoveLead): Promise<MoveOutcome> {
  requirePermission(ctx, "lead.move")
  const move = MoveLead.parse(input)
  if (move.via === "crm" && ctx.actor.kind !== "system") throw new AppError("forbidden", "Only a connected CRM moves a lead this way.")
  return await changeLeads(ctx, (unit) => moveLocked(unit, move))
}

async function moveLocked(unit: LeadUnit, move: MoveLead): Promise<MoveOutcome> {
  const { db: tx } = unit
  const lead = await lockLeadOrThrow(tx, move.leadId)
  requireLeadChange(unit, lead)
  if (lead.kind !== "lead") throw new AppError("conflict", "Only a lead on the board has a stage; promote this record first.")
  if (move.from !== undefined && lead.stageId !== move.from) return await movedElsewhere(tx, lead)
  if (lead.stageId === move.to) return { ok: true, lead }
  const stages = await readStages(tx)
  refuseUnreadable(move, stages)
  const missing = await missingToEnter(unit, { lead, move, stages })
  const isAccepted = move.via === "crm"
  const overridden = missing.length > 0 && !isAccepted && move.override === true
  if (overridden) requireOverride(unit, move)
  if (missing.length > 0 && !overridden && !isAccepted) return { ok: false, reason: "gate", fields: missing }
  const met = move.contact === undefined ? lead : await logContact(unit, lead.id, move.contact)
  const filled = Object.keys(move.values ?? {}).length > 0 ? await editLead(unit, { leadId: lead.id, fields: move.values }) : met
  const entered = await enterStage(unit, { lead: filled, move, overridden, exceptions: isAccepted ? missing : [] })
  await addTicks(unit, { leadId: lead.id, itemIds: move.checklist ?? [], stages })
  return { ok: true, lead: entered }
}

async function logContact(unit: LeadUnit, leadId: string, means: ContactMeans): Promise<LeadRow> {
  await recordContact(unit, { leadId, means, note: null, key: newId() })
  return await lockLeadOrThrow(unit.db, leadId)
}

async function missingToEnter(
  { db, now }: LeadUnit,
  { lead, move, stages }: { lead: LeadRow; move: MoveLead; stages: readonly Stage[] },
): Promise<string[]> {
  const known = (await readFacts(db, [lead], now())).get(lead.id)
  const missing = missingFor(gateOf(stages, move.to), {
    fields: { ...known?.fields, ...move.values },
    contactAttempts: (known?.contactAttempts ?? 0) + (move.contact === undefined ? 0 : 1),
    isReached: known?.isReached === true || (move.contact !== undefined && isReaching(move.contact)),
    checklist: new Set([...(known?.checklist ?? []), ...(move.checklist ?? [])]),
    hasBooking: known?.hasBooking === true || Boolean(move.bookingReference),
    reason: move.reason ?? null,
  })
  return mayGo(stages, stageIdOf(lead.stageId), move.to) ? missing : [MOVE_NOT_ALLOWED, ...missing]
}

/** Values that come with a move must be readable, or the sums on the board would silently leave them out. */
function refuseUnreadable({ values, checklist }: MoveLead, stages: readonly Stage[]): void {
  if (values?.amount && parseAmount(values.amount) === null)
    throw new AppError("invalid", "The amount is not a number.", { fields: { amount: "Give one amount in dirhams, e.g. 1,250." } })
  const items = new Set(stages.flatMap((stage) => stage.checklist.map(({ id }) => id)))
  const unknown = (checklist ?? []).find((id) => !items.has(id))
  if (unknown !== undefined)
    throw new AppError("invalid", "There is no such checklist item.", { fields: { [`${CHECKLIST_PREFIX}${unknown}`]: "Not on the list." } })
}

/** An override needs a reason: it is all that documents it. */
function requireOverride(ctx: Ctx, move: MoveLead): void {
  if (!can(ctx.actor, "lead.override_gate")) throw new AppError("forbidden", "Only a manager may override a gate.")
  if (!move.reason) throw new AppError("invalid", "An override needs a reason.", { fields: { reason: "Say why the gate does not apply." } })
}

/** Who moved the lead to where it is now, and when. */
async function movedElsewhere(tx: Transaction, lead: LeadRow): Promise<MoveOutcome> {
  const [last] = await tx
    .select({ name: users.name, at: stageHistory.createdAt })
    .from(stageHistory)
    .leftJoin(users, eq(users.id, stageHistory.userId))
    .where(and(eq(stageHistory.leadId, lead.id), eq(stageHistory.toStageId, lead.stageId)))
    .orderBy(desc(stageHistory.createdAt), desc(stageHistory.id))
    .limit(1)
  const at = (last?.at ?? lead.stageEnteredAt).toISOString()
  return { ok: false, reason: "moved_elsewhere", stageId: lead.stageId, by: last?.name ?? null, at }
}
