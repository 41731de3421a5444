import { sql } from "drizzle-orm"
import { z } from "zod"
import type { Database, Transaction } from "@/db/client"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { STAGE_IDS, type StageId } from "@/lib/core/lead-states"
import { enqueue, type Job } from "@/lib/platform/jobs/job"
import { planFollowups } from "./plan-followups"

const Payload = z.object({ stageId: z.enum(STAGE_IDS), after: z.uuid().nullable() })
const BATCH = 200
const BATCHES_MAX = 25

/**
 * Replans the follow-ups of all leads in a stage whose days changed, in the background. It goes through them in order
 * of id and queues itself with its position; planning a lead a second time changes nothing.
 */
export const replanStageJob: Job<z.infer<typeof Payload>> = {
  name: "followups:replan",
  payload: Payload,
  attemptsMax: 5,
  run: async (ctx, { stageId, after }, signal) => {
    let cursor = after
    const isEnding = () => signal.aborted
    for (let batches = 0; batches < BATCHES_MAX && !isEnding(); batches += 1) {
      cursor = await replanBatch(ctx, stageId, cursor)
      if (cursor === null) return
    }
    await askReplan(ctx.db, stageId, cursor)
  },
}

/** Queues replanning of every lead in the stage, effective on commit. */
export const replanStage = (tx: Transaction, stageId: StageId): Promise<void> => askReplan(tx, stageId, null)

const askReplan = (db: Database | Transaction, stageId: StageId, after: string | null): Promise<void> =>
  enqueue(db, replanStageJob, { stageId, after }, { key: `followups:replan:${stageId}` })

/** Returns the id to continue from, or null at the end. */
async function replanBatch(ctx: Ctx, stageId: string, after: string | null): Promise<string | null> {
  const ids = await changeLeads(ctx, async ({ db: tx, changes }) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      select l.id from leads l
      where l.stage_id = ${stageId} and l.state = 'active' and l.kind = 'lead' and l.restricted_at is null and l.id > coalesce(${after}::uuid, '00000000-0000-0000-0000-000000000000')
      order by l.id limit ${BATCH} for no key update`)
    await planFollowups(
      ctx,
      tx,
      rows.map(({ id }) => ({ leadId: id, causes: ["moved"] })),
    )
    changes.show(...rows.map(({ id }) => id))
    return rows.map(({ id }) => id)
  })
  return ids.length < BATCH ? null : (ids.at(-1) ?? null)
}
