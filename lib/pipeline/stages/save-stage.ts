import { and, eq } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { stageRevisions, stages } from "@/db/schema"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { STAGE_IDS, type StageId } from "@/lib/core/lead-states"
import { FIRST_STAGE, StageDefinition } from "@/lib/core/stages"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { announceAll } from "@/lib/platform/live/announce"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { readStages, type Stage } from "./read-stages"

export const SaveStage = z.object({
  id: z.enum(STAGE_IDS),
  /** The version the admin saw. */
  version: z.int(),
  definition: StageDefinition,
})
export type SaveStage = z.infer<typeof SaveStage>

/** Called in the same transaction when the stage's follow-up days changed, to replan follow-ups. */
type OnNewDays = (tx: Transaction, stageId: StageId) => Promise<void>

/**
 * Changes a stage's definition and requirements. Leads stay where they are: the new rules apply from now on, what they
 * lack is shown on them, and their follow-ups move to the stage's new days. Every change is stored in full, so any
 * earlier state can be restored.
 */
export async function saveStage(ctx: Ctx, input: SaveStage, onNewDays: OnNewDays): Promise<Stage> {
  requirePermission(ctx, "settings.manage")
  const { id, version, definition } = parse(input)
  const saved = await inTransaction(ctx, (tx) => writeStage(ctx, tx, { id, version, definition, restores: null }, onNewDays))
  await announceAll(ctx.db)
  return saved
}

export const RestoreStage = z.object({ revisionId: z.uuid(), version: z.int() })

/** Restores what a stage was before the given change; the restore is a change like any other. */
export async function restoreStage(ctx: Ctx, input: z.infer<typeof RestoreStage>, onNewDays: OnNewDays): Promise<Stage> {
  requirePermission(ctx, "settings.manage")
  const { revisionId, version } = RestoreStage.parse(input)
  const saved = await inTransaction(ctx, async (tx) => {
    const [revision] = await tx.select().from(stageRevisions).where(eq(stageRevisions.id, revisionId))
    if (!revision) throw new AppError("not_found", "There is no such change.")
    const asked = parse({ id: revision.stageId as StageId, version, definition: revision.before })
    return await writeStage(ctx, tx, { ...asked, restores: revision.id }, onNewDays)
  })
  await announceAll(ctx.db)
  return saved
}

function parse(input: SaveStage): SaveStage {
  const parsed = SaveStage.safeParse(input)
  if (parsed.success) return parsed.data
  const fields = Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join("."), issue.message]))
  throw new AppError("invalid", "This definition does not fit.", { fields })
}

async function writeStage(
  ctx: Ctx,
  tx: Transaction,
  { id, version, definition: given, restores }: SaveStage & { restores: string | null },
  onNewDays: OnNewDays,
): Promise<Stage> {
  const all = await readStages(tx)
  const before = all.find((stage) => stage.id === id)
  if (!before) throw new AppError("not_found", "There is no such stage.")
  const definition = withFixedRules(id, given)
  refuseSharedItems(all, id, definition)
  const written = await writeDefinition(ctx, tx, { before: { ...before, version }, definition, restores })
  if (JSON.stringify(before.cadence.days) !== JSON.stringify(definition.cadence.days)) await onNewDays(tx, id)
  return written
}

/** The new definition of the version that was seen, with what it was before: kept whole, and audited. */
export async function writeDefinition(
  ctx: Ctx,
  tx: Transaction,
  { before, definition, restores }: { before: Stage; definition: StageDefinition; restores: string | null },
): Promise<Stage> {
  const { id, version } = before
  const [row] = await tx
    .update(stages)
    .set({ ...definition, version: version + 1 })
    .where(and(eq(stages.id, id), eq(stages.version, version)))
    .returning()
  if (!row) throw new AppError("conflict", "Someone else changed this stage. Reload to see it, then try again.")
  const userId = actorId(ctx)
  const change = { before: definitionOf(before), after: definition }
  await tx.insert(stageRevisions).values({ id: newId(), stageId: id, at: ctx.now(), userId, restores, ...change })
  await writeAudit(ctx, tx, { action: "stage.changed", subject: id, change: { ...change, restores } })
  return { ...row, id }
}

/** Capture is never blocked, so the first stage has no requirements; Booked always needs a booking and Lost a reason. */
function withFixedRules(id: StageId, definition: StageDefinition): StageDefinition {
  const { fields, contactAttempts, reached } = definition.requirements
  const own = {
    ...(fields?.length ? { fields } : {}),
    ...(contactAttempts ? { contactAttempts } : {}),
    ...(reached ? { reached } : {}),
  }
  if (id === FIRST_STAGE)
    return { ...definition, requirements: {}, checklist: definition.checklist.map((item) => ({ ...item, required: false })) }
  if (id === "booked") return { ...definition, requirements: { ...own, booking: true } }
  if (id === "lost") return { ...definition, requirements: { ...own, reason: true } }
  return { ...definition, requirements: own }
}

/** A tick is stored by the item's id, so two stages must not use one id for two items. */
function refuseSharedItems(all: readonly Stage[], id: StageId, { checklist }: StageDefinition): void {
  const elsewhere = new Set(all.filter((stage) => stage.id !== id).flatMap((stage) => stage.checklist.map((item) => item.id)))
  const shared = checklist.find((item) => elsewhere.has(item.id))
  if (shared)
    throw new AppError("invalid", `“${shared.label}” has the id of an item of another stage.`, { fields: { checklist: shared.id } })
}

export const definitionOf = (stage: Stage): StageDefinition => StageDefinition.parse(stage)
