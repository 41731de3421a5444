import { sql } from "drizzle-orm"
import { z } from "zod"
import { textsIn } from "@/db/sql"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { enqueue, type Job } from "@/lib/platform/jobs/job"
import { requirePermission } from "@/lib/platform/permissions"
import { insertEnrolments } from "./enrol-nurture"
import { loadNurtureFacts } from "./lead-facts"
import { readSequences } from "@/lib/nurture/sequences/sequence-rows"
import { readSendWindow } from "@/lib/nurture/sequences/settings"

const Payload = z.object({ sequenceId: z.uuid(), after: z.uuid().nullable() })
const BATCH = 200
const BATCHES_MAX = 25

/**
 * Leads that were there before their sequence was: they enter by themselves only when something happens to them, so
 * turning a sequence on may take them along. It walks the leads in order of id, hands over where it stopped, and may
 * run twice.
 */
export const enrolWaitingJob: Job<z.infer<typeof Payload>> = {
  name: "nurture:enrol",
  payload: Payload,
  attemptsMax: 5,
  run: async (ctx, { sequenceId, after }, signal) => {
    const next = await enrolWaiting(ctx, { sequenceId, after }, signal)
    if (next !== null) await enqueue(ctx.db, enrolWaitingJob, { sequenceId, after: next }, { key: `nurture:enrol:${sequenceId}` })
  },
}

export const StartEnrolWaiting = z.object({ id: z.uuid() })

/** Enrols every lead that fits the sequence now, in the background. */
export async function startEnrolWaiting(ctx: Ctx, { id }: z.infer<typeof StartEnrolWaiting>): Promise<void> {
  requirePermission(ctx, "settings.manage")
  await enqueue(ctx.db, enrolWaitingJob, { sequenceId: id, after: null }, { key: `nurture:enrol:${id}` })
}

/** Answers the id to go on from, or null at the end. */
export async function enrolWaiting(ctx: Ctx, { sequenceId, after }: z.infer<typeof Payload>, signal?: AbortSignal): Promise<string | null> {
  let cursor = after
  const isStopped = () => signal?.aborted === true
  for (let batches = 0; batches < BATCHES_MAX && !isStopped(); batches += 1) {
    const last = await enrolBatch(ctx, sequenceId, cursor)
    if (last === null) return null
    cursor = last
  }
  return cursor
}

async function enrolBatch(ctx: Ctx, sequenceId: string, after: string | null): Promise<string | null> {
  return await changeLeads(ctx, async ({ db: tx, changes }) => {
    const sequences = (await readSequences(tx)).filter(({ id, enabled }) => id === sequenceId && enabled)
    const [sequence] = sequences
    if (!sequence) return null
    const { rows } = await tx.execute<{ id: string }>(sql`
      select l.id from leads l
      where l.id > coalesce(${after}::uuid, '00000000-0000-0000-0000-000000000000') and l.state = 'active' and l.kind = 'lead'
        and l.band in ${textsIn(sequence.entry.bands)}
      order by l.id limit ${BATCH} for no key update`)
    const ids = rows.map(({ id }) => id)
    if (ids.length === 0) return null
    const facts = await loadNurtureFacts(tx, ids)
    const entered = await insertEnrolments(tx, facts, { sequences, window: await readSendWindow(tx), now: ctx.now() })
    changes.show(...entered)
    return ids.at(-1) ?? null
  })
}
