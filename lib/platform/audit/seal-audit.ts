import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import { newId } from "@/lib/platform/ids"
import type { Ctx } from "@/lib/platform/context"
import { scheduledJob } from "@/lib/platform/jobs/job"
import { pause } from "@/lib/platform/jobs/pause"
import { isTransient } from "@/lib/platform/retry"
import { inTransaction } from "@/lib/platform/transaction"

/**
 * Seals the audit log with a hash chain over its entries, so that a changed, removed or inserted entry is detected,
 * also when it was done past the triggers. Entries are hashed as they are written (by a trigger); the chain is built
 * here, a minute behind, because a chain inside each transaction would make all of them wait for one another.
 */
const SEAL_MAX = 10_000
/** Writers wait while the end of the log is determined, so this gives up rather than block them. */
const LOCK_TIMEOUT = "200ms"

type Sealed = { rows: number; hash: string | null }

/** Seals what was committed since the last seal. `rows` is 0 when there was nothing. */
export async function sealAudit(db: Database, now: Date): Promise<Sealed> {
  const last = await endOfLog(db)
  return await inTransaction({ db }, async (tx) => {
    const { rows } = await tx.execute<{ position: number; hash: string; row_ids: string[] | null }>(sql`
      with previous as (
        select position, hash, row_ids[cardinality(row_ids)] as to_id from audit_seals order by position desc limit 1
      ), entries as (
        select id, row_hash from audit_log
        where id > coalesce((select to_id from previous), 0) and id <= ${last} order by id limit ${SEAL_MAX}
      )
      select coalesce((select position from previous), 0) + 1 as position, array_agg(id order by id) as row_ids,
        encode(sha256(coalesce((select hash from previous), ''::bytea) || coalesce(string_agg(row_hash, ''::bytea order by id), ''::bytea)), 'hex') as hash
      from entries`)
    const [seal] = rows
    if (!seal?.row_ids) return { rows: 0, hash: null }
    await tx.execute(sql`
      insert into audit_seals (id, position, sealed_at, row_ids, hash)
      select ${newId()}::uuid, ${seal.position}::int, ${now.toISOString()}::timestamptz,
        (select array_agg(v::bigint) from jsonb_array_elements_text(${JSON.stringify(seal.row_ids)}::jsonb) v), decode(${seal.hash}, 'hex')`)
    return { rows: seal.row_ids.length, hash: seal.hash }
  })
}

/**
 * The newest id below which no entry can appear any more: ids are assigned before the commit, so for a moment no
 * transaction may be writing an entry. In a transaction of its own, so that writers wait for this moment and not for the seal.
 */
async function endOfLog(db: Database): Promise<number> {
  return await inTransaction({ db }, async (tx) => {
    await tx.execute(sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`)
    await tx.execute(sql`lock table audit_log in share mode`)
    const { rows } = await tx.execute<{ last: string }>(sql`select coalesce(max(id), 0) as last from audit_log`)
    return Number(rows[0]?.last ?? 0)
  })
}

const TRIES = 5
const PAUSE_MS = 500

/** While the log is written without a break there may be no moment for a seal. Nothing is lost: the next run seals it all. */
export const sealAuditJob = scheduledJob({
  name: "audit:seal",
  schedule: "* * * * *",
  run: async (ctx, signal) => {
    for (let tried = 1; !signal.aborted; tried += 1) {
      try {
        return await sealAll(ctx)
      } catch (error) {
        if (!isTransient(error)) throw error
        if (tried === TRIES) return ctx.log.warn({ err: error }, "the audit log could not be sealed; the next run does it")
        await pause(PAUSE_MS, signal)
      }
    }
  },
})

async function sealAll(ctx: Ctx): Promise<void> {
  for (let sealed = await sealAudit(ctx.db, ctx.now()); sealed.rows > 0; sealed = await sealAudit(ctx.db, ctx.now()))
    ctx.log.info({ rows: sealed.rows, head: sealed.hash }, "audit log sealed")
}
