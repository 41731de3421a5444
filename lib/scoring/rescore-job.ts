import { sql } from "drizzle-orm"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { ScoreRules } from "@/lib/core/scoring/rules"
import { isTransient } from "@/lib/platform/retry"
import { enqueue, NO_PAYLOAD, type Job } from "@/lib/platform/jobs/job"
import { readFacts } from "./read-facts"
import { writeScores } from "./write-scores"

const BATCH = 500

/**
 * Rescores every active lead under the newest rules, in order of id, one batch per transaction. The position is on the
 * version's row and is written with the batch, so the job resumes where it stopped, two of them share the work, and a
 * superseded version is left where it is. The schedule resumes what a dead worker has left.
 */
export const RESCORE_JOB: Job = {
  name: "score:rescore",
  payload: NO_PAYLOAD,
  schedule: "*/5 * * * *",
  run: async (ctx, _payload, signal) => {
    while (!signal.aborted) if ((await rescoreBatch(ctx)) === "finished") return
    await enqueue(ctx.db, RESCORE_JOB, {}, RESCORE_QUEUE)
  },
}

export const RESCORE_QUEUE = { key: "score:rescore", queue: "score" } as const

export async function rescoreBatch(ctx: Ctx, size = BATCH): Promise<"more" | "finished"> {
  try {
    return await changeLeads(ctx, (unit) => scoreNext(unit, size))
  } catch (error) {
    // It conflicted with ingest on the same leads, and PostgreSQL let ingest continue.
    if (isTransient(error)) return "more"
    throw error
  }
}

type Run = { id: number; rules: unknown; cursor: string | null }

async function scoreNext({ db: tx, now, changes }: LeadUnit, size: number): Promise<"more" | "finished"> {
  const { rows: newest } = await tx.execute<Run>(sql`
    select id, rules, cursor from score_rule_versions
    where finished_at is null and id = (select max(id) from score_rule_versions) for no key update`)
  const run = newest[0]
  if (!run) return "finished"
  const { rows } = await tx.execute<{ id: string }>(sql`
    select id from leads where state = 'active' and id > ${run.cursor ?? "00000000-0000-0000-0000-000000000000"}::uuid
    order by id limit ${size} for no key update`)
  const ids = rows.map(({ id }) => id)
  const leads = await readFacts(tx, ids)
  const active = { version: run.id, rules: ScoreRules.parse(run.rules) }
  const changed = await writeScores(tx, leads, active, () => ({ at: now(), now: now(), cause: "rules" }))
  changes.add(...changed.map(({ leadId, scoreChange }) => ({ leadId, cause: "scored" as const, scoreChange })))
  const isLast = ids.length < size
  await tx.execute(sql`
    update score_rule_versions
    set cursor = coalesce(${ids.at(-1) ?? null}::uuid, cursor), leads_done = leads_done + ${ids.length},
        bands_changed = bands_changed + ${changed.filter(({ from, to }) => from !== to).length},
        finished_at = ${isLast ? now().toISOString() : null}::timestamptz
    where id = ${run.id}`)
  return isLast ? "finished" : "more"
}
