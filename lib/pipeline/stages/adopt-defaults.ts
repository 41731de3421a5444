import { z } from "zod"
import { STAGE_DEFAULTS_KEY } from "@/db/default-stages"
import type { Ctx } from "@/lib/platform/context"
import { withDefaultActions } from "@/lib/core/default-stages"
import { STAGE_IDS, type StageId } from "@/lib/core/lead-states"
import type { StageDefinition } from "@/lib/core/stages"
import { AppError } from "@/lib/platform/errors"
import { announceAll } from "@/lib/platform/live/announce"
import { requirePermission } from "@/lib/platform/permissions"
import { readSetting, writeSetting, type Setting } from "@/lib/platform/settings/setting"
import { measureLeads, type Effect } from "./measure-leads"
import { readStages, type Stage } from "./read-stages"
import { definitionOf, writeDefinition } from "./save-stage"

/**
 * The default required actions (lib/core/default-stages.ts) for an installation that is older than they are. Its stages
 * stay as they are until an admin takes the defaults over; then each changed stage gets a revision that can be restored,
 * like any other change.
 */
const Answer = z.object({ answer: z.enum(["none", "installed", "applied", "declined"]).default("none") })
const OFFER: Setting<z.infer<typeof Answer>> = { key: STAGE_DEFAULTS_KEY, schema: Answer }

type Changed = { id: StageId; name: string; version: number; before: Asked; after: Asked }
type Asked = Pick<StageDefinition, "requirements" | "checklist">
export type DefaultsPreview = { stages: Changed[]; effect: Effect }

/** Whether the page of the stages offers the defaults: nobody has answered, and they would change something. */
export async function areDefaultsOffered(ctx: Ctx): Promise<boolean> {
  requirePermission(ctx, "settings.manage")
  const { answer } = await readSetting(ctx.db, OFFER)
  return answer === "none" && changesOf(await readStages(ctx.db)).length > 0
}

/** What the defaults would change, and what that means for open leads. Nothing is written. */
export async function previewDefaults(ctx: Ctx): Promise<DefaultsPreview> {
  requirePermission(ctx, "settings.manage")
  const stages = await readStages(ctx.db)
  const open = stages.filter(({ outcome }) => outcome === "open")
  const effect = await measureLeads(ctx, open, { before: open, after: withDefaultActions(open) })
  return {
    stages: changesOf(stages).map(({ before, after }) => ({
      id: before.id,
      name: before.name,
      version: before.version,
      before: askedOf(before),
      after: askedOf(after),
    })),
    effect,
  }
}

export const ApplyDefaults = z.object({
  /** The stages that the admin saw change, with their versions; another change meanwhile is not overwritten. */
  stages: z.array(z.object({ id: z.enum(STAGE_IDS), version: z.int() })).max(STAGE_IDS.length),
})

export async function applyDefaults(ctx: Ctx, input: z.infer<typeof ApplyDefaults>): Promise<void> {
  requirePermission(ctx, "settings.manage")
  const seen = new Map(ApplyDefaults.parse(input).stages.map(({ id, version }) => [id, version]))
  await writeSetting(ctx, OFFER, { answer: "applied" }, async (tx) => {
    const changes = changesOf(await readStages(tx))
    if (changes.some(({ before }) => seen.get(before.id) !== before.version))
      throw new AppError("conflict", "A stage was changed meanwhile. Look at the preview again.")
    for (const { before, after } of changes) await writeDefinition(ctx, tx, { before, definition: definitionOf(after), restores: null })
  })
  await announceAll(ctx.db)
}

/** The stages stay as they are, and the offer is not shown again. */
export async function declineDefaults(ctx: Ctx): Promise<void> {
  await writeSetting(ctx, OFFER, { answer: "declined" })
}

const askedOf = ({ requirements, checklist }: Asked): Asked => ({ requirements, checklist })

const changesOf = (stages: readonly Stage[]): { before: Stage; after: Stage }[] =>
  withDefaultActions(stages).flatMap((after, at) => {
    const before = stages[at]
    return before && JSON.stringify(definitionOf(before)) !== JSON.stringify(definitionOf(after)) ? [{ before, after }] : []
  })
