import { desc, eq } from "drizzle-orm"
import { stageRevisions, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { StageId } from "@/lib/core/lead-states"
import type { StageDefinition } from "@/lib/core/stages"
import { requirePermission } from "@/lib/platform/permissions"
import { readLostReasons, type LostReason } from "./lost-reasons"
import { readStages, type Stage } from "./read-stages"

/** The pipeline, for everyone who works with it. */
export async function listStages(ctx: Ctx): Promise<Stage[]> {
  requirePermission(ctx, "lead.read")
  return await readStages(ctx.db)
}

/** Lost reasons in the order of the list, disabled ones included. */
export async function listLostReasons(ctx: Ctx): Promise<LostReason[]> {
  requirePermission(ctx, "lead.read")
  return await readLostReasons(ctx.db)
}

export type StageRevision = {
  id: string
  at: string
  who: string
  before: StageDefinition
  after: StageDefinition
  isRestore: boolean
}

const REVISIONS_MAX = 50

/** Who changed what of a stage, newest first. */
export async function listRevisions(ctx: Ctx, { id }: { id: StageId }): Promise<StageRevision[]> {
  requirePermission(ctx, "settings.manage")
  const rows = await ctx.db
    .select({ revision: stageRevisions, who: users.name })
    .from(stageRevisions)
    .leftJoin(users, eq(users.id, stageRevisions.userId))
    .where(eq(stageRevisions.stageId, id))
    .orderBy(desc(stageRevisions.at), desc(stageRevisions.id))
    .limit(REVISIONS_MAX)
  return rows.map(({ revision: { id: revisionId, at, before, after, restores }, who }) => ({
    id: revisionId,
    at: at.toISOString(),
    who: who ?? "Onelead",
    before,
    after,
    isRestore: restores !== null,
  }))
}
