import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { pipelined } from "@/db/pipelined"
import type { Ctx } from "@/lib/platform/context"

/**
 * Two batches that run at the same time do not see each other's leads. Exact values are safe (their keys are locked),
 * but one person in two spellings would be missed. So each batch says that it runs, by an advisory lock named after its
 * database connection, and then reads which others run. Of two batches that overlap, the one that begins later sees the
 * other; its leads get a second look after the other has ended (second-look.ts).
 */
const RUNNING_BATCH = 7302

/** Says that a batch runs, until the end of its transaction. Returns the connections of the batches that run beside it. */
export async function enterBatch(tx: Transaction): Promise<number[]> {
  const [, { rows }] = await pipelined(
    () => tx.execute(sql`select pg_advisory_xact_lock_shared(${RUNNING_BATCH}::int, pg_backend_pid())`),
    () =>
      tx.execute<{ pid: number }>(sql`
        select distinct pid from pg_locks
        where locktype = 'advisory' and classid = ${RUNNING_BATCH}::int::oid and objsubid = 2 and granted
          and database = (select oid from pg_database where datname = current_database())
          and objid = pid::oid and pid <> pg_backend_pid()`),
  )
  return rows.map(({ pid }) => pid)
}

/** Waits for the end of the batches that run on these connections now. */
export async function waitForBatches({ db }: Pick<Ctx, "db">, connections: readonly number[]): Promise<void> {
  for (const pid of connections) await db.execute(sql`select pg_advisory_xact_lock(${RUNNING_BATCH}::int, ${pid}::int)`)
}
