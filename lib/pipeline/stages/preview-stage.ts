import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { StageDefinition } from "@/lib/core/stages"
import { requirePermission } from "@/lib/platform/permissions"
import { measureLeads, type Effect } from "./measure-leads"
import { readStages } from "./read-stages"

export const PreviewStage = z.object({ id: z.enum(STAGE_IDS), definition: StageDefinition })
export type PreviewStage = z.infer<typeof PreviewStage>

/** What a change of a stage would mean for open leads in it or in a later one, by what this stage asks for. Nothing is written. */
export async function previewStage(ctx: Ctx, input: PreviewStage): Promise<Effect> {
  requirePermission(ctx, "settings.manage")
  const { id, definition } = PreviewStage.parse(input)
  const all = await readStages(ctx.db)
  const current = all.find((stage) => stage.id === id)
  if (!current || current.outcome !== "open") return await measureLeads(ctx, [], { before: [], after: [] })
  const later = all.filter(({ outcome, position }) => outcome === "open" && position >= current.position)
  return await measureLeads(ctx, later, { before: [current], after: [{ ...current, ...definition }] })
}
