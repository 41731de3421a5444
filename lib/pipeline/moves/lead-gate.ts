import { and, eq } from "drizzle-orm"
import { leadChecklist, stageHistory, tasks, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { exceptionKey } from "@/lib/core/followups/plan-exceptions"
import type { StageId } from "@/lib/core/lead-states"
import { missingNow } from "@/lib/core/stages"
import { findLeadOrThrow } from "@/lib/leads/find-lead"
import { requirePermission } from "@/lib/platform/permissions"
import { readStages, stageIdOf } from "@/lib/pipeline/stages/read-stages"
import { readFacts } from "@/lib/pipeline/stages/stage-facts"

export type LeadGate = {
  /** What the lead lacks by today's rules of its stage. */
  missing: string[]
  /** The checklist items of every open stage, in the order of the pipeline. */
  checklist: {
    stageId: StageId
    stageName: string
    items: { id: string; label: string; required: boolean; done: { by: string | null; at: string } | null }[]
  }[]
  /** Unsettled exceptions: moves by a connected system although something was missing. */
  exceptions: { to: StageId; via: string; at: string; missing: string[] }[]
}

/** The checklist of a lead, and what it lacks in its stage. */
export async function readLeadGate(ctx: Ctx, { leadId }: { leadId: string }): Promise<LeadGate> {
  requirePermission(ctx, "lead.read")
  const lead = await findLeadOrThrow(ctx.db, leadId)
  const [stages, facts, ticks, moves, open] = await Promise.all([
    readStages(ctx.db),
    readFacts(ctx.db, [lead], ctx.now()),
    ctx.db
      .select({ itemId: leadChecklist.itemId, at: leadChecklist.at, by: users.name })
      .from(leadChecklist)
      .leftJoin(users, eq(users.id, leadChecklist.doneBy))
      .where(eq(leadChecklist.leadId, lead.id)),
    ctx.db.select().from(stageHistory).where(eq(stageHistory.leadId, lead.id)).orderBy(stageHistory.at),
    ctx.db
      .select({ key: tasks.planKey })
      .from(tasks)
      .where(and(eq(tasks.leadId, lead.id), eq(tasks.kind, "exception"), eq(tasks.status, "open"))),
  ])
  const unsettled = new Set(open.map(({ key }) => key))
  const known = facts.get(lead.id)
  const doneOf = (itemId: string) => {
    const tick = ticks.find((one) => one.itemId === itemId)
    return tick && known?.checklist.has(itemId) ? { by: tick.by, at: tick.at.toISOString() } : null
  }
  return {
    missing: known ? missingNow(stages, stageIdOf(lead.stageId), known) : [],
    checklist: stages
      .filter(({ outcome, checklist }) => outcome === "open" && checklist.length > 0)
      .map(({ id, name, checklist }) => ({
        stageId: id,
        stageName: name,
        items: checklist.map((item) => ({ ...item, done: doneOf(item.id) })),
      })),
    exceptions: moves
      .filter(({ id }) => unsettled.has(exceptionKey(id)))
      .map(({ toStageId, via, at, exceptions }) => ({ to: stageIdOf(toStageId), via, at: at.toISOString(), missing: exceptions })),
  }
}
