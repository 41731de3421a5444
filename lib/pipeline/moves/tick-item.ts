import { and, eq, sql } from "drizzle-orm"
import { z } from "zod"
import { leadChecklist, leads } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { lockLeadOrThrow } from "@/lib/leads/find-lead"
import { requireLeadChange, requirePermission } from "@/lib/platform/permissions"
import { readStages, type Stage } from "@/lib/pipeline/stages/read-stages"

export const TickItem = z.object({ leadId: z.uuid(), itemId: z.string().max(40), done: z.boolean() })
export type TickItem = z.infer<typeof TickItem>

/** Ticks a checklist item of a lead, or removes the tick. A second tick changes nothing: the first one stays. */
export async function tickItem(ctx: Ctx, input: TickItem): Promise<void> {
  requirePermission(ctx, "lead.move")
  const { leadId, itemId, done } = TickItem.parse(input)
  await changeLeads(ctx, async (unit) => {
    const { db: tx, changes } = unit
    const lead = await lockLeadOrThrow(tx, leadId)
    requireLeadChange(ctx, lead)
    if (lead.kind !== "lead") throw new AppError("conflict", "Only a lead on the board has a checklist.")
    const stages = await readStages(tx)
    if (!stages.some(({ checklist }) => checklist.some((item) => item.id === itemId)))
      throw new AppError("not_found", "This item is no longer on the checklist.")
    if (done) await addTicks(unit, { leadId: lead.id, itemIds: [itemId], stages })
    else await removeTick(unit, { leadId: lead.id, itemId, stages })
    await tx
      .update(leads)
      .set({ version: lead.version + 1, updatedAt: ctx.now() })
      .where(eq(leads.id, lead.id))
    changes.add({ leadId: lead.id, cause: "edited" })
  })
}

/** On a lead that the unit has locked. A tick of an earlier run is renewed; one of this run stays. */
export async function addTicks(
  unit: LeadUnit,
  { leadId, itemIds, stages }: { leadId: string; itemIds: readonly string[]; stages: readonly Stage[] },
): Promise<void> {
  for (const itemId of new Set(itemIds)) {
    const tick = { doneBy: actorId(unit), at: unit.now() }
    const written = await unit.db
      .insert(leadChecklist)
      .values({ id: newId(), leadId, itemId, ...tick })
      .onConflictDoUpdate({
        target: [leadChecklist.leadId, leadChecklist.itemId],
        set: tick,
        setWhere: sql`${leadChecklist.at} < (select min(h.at) from stage_history h join leads l on l.id = h.lead_id and l.run = h.run where l.id = ${leadId})`,
      })
      .returning({ id: leadChecklist.id })
    if (written.length > 0)
      await writeAudit(unit, unit.db, { action: "lead.item_ticked", leadId, change: { itemId, label: labelOf(stages, itemId) } })
  }
}

const labelOf = (stages: readonly Stage[], itemId: string): string | undefined =>
  stages.flatMap(({ checklist }) => checklist).find(({ id }) => id === itemId)?.label

async function removeTick(
  unit: LeadUnit,
  { leadId, itemId, stages }: { leadId: string; itemId: string; stages: readonly Stage[] },
): Promise<void> {
  const gone = await unit.db
    .delete(leadChecklist)
    .where(and(eq(leadChecklist.leadId, leadId), eq(leadChecklist.itemId, itemId)))
    .returning({ doneBy: leadChecklist.doneBy, at: leadChecklist.at })
  if (gone.length > 0)
    await writeAudit(unit, unit.db, {
      action: "lead.item_unticked",
      leadId,
      change: { itemId, label: labelOf(stages, itemId), was: gone[0] },
    })
}
