import type { WorkerEvents } from "graphile-worker"
import type { Pool, PoolClient } from "pg"
import type { Ctx } from "@/lib/platform/context"

/**
 * What a killed process held, its jobs and its named queues, stays locked for four hours in the queue's own keeping. Here every
 * process holds an advisory lock under the name it locks with, which ends with its connection: a name that holds something
 * and has no lock at two looks in a row is of a dead process, and what it held is free again. After a restart of
 * PostgreSQL every process takes its lock again within one look.
 */
const LOCK_KEY = 7_301_011
const LOOK_EVERY_MS = 15_000

export type Watch = { look: () => Promise<void>; end: () => Promise<void> }

export function watchWorkers(ctx: Pick<Ctx, "log">, pool: Pool, events: WorkerEvents, everyMs = LOOK_EVERY_MS): Watch {
  const own = new Set<string>()
  const presence = openPresence(pool)
  let missing: readonly string[] = []
  const look = async () => {
    await presence.take([...own])
    const absent = await absentHolders(pool)
    const dead = absent.filter((name) => missing.includes(name))
    missing = absent
    if (dead.length === 0) return
    await pool.query("select graphile_worker.force_unlock_workers($1)", [dead])
    ctx.log.warn({ dead: dead.length }, "a worker died; the jobs that it held are free again")
  }
  // One look at a time.
  let latest = Promise.resolve()
  const next = () =>
    (latest = latest.then(look).catch((error: unknown) => ctx.log.warn({ err: error }, "dead workers could not be looked for")))
  events.on("pool:create", ({ workerPool }) => {
    own.add(workerPool.id)
    void next()
  })
  const timer = setInterval(() => void next(), everyMs)
  return {
    look: next,
    end: async () => {
      clearInterval(timer)
      await latest
      presence.end()
    },
  }
}

/** The connection whose end tells the others that this process is gone. */
function openPresence(pool: Pool): { take: (names: readonly string[]) => Promise<void>; end: () => void } {
  let client: PoolClient | null = null
  let taken = new Set<string>()
  const lose = () => {
    client?.release(true)
    client = null
    taken = new Set()
  }
  return {
    take: async (names) => {
      try {
        client ??= await pool.connect()
        const left = names.filter((name) => !taken.has(name))
        // Asked every time: a connection that broke is found out, and made anew.
        await client.query(`select pg_try_advisory_lock(${LOCK_KEY}, hashtext(name)) from unnest($1::text[]) name`, [left])
        taken = new Set(names)
      } catch (error) {
        lose()
        throw error
      }
    },
    end: lose,
  }
}

/** Names that hold a job or a queue, without a lock of theirs in this database. */
async function absentHolders(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(`
    select name from (
      select locked_by as name from graphile_worker._private_jobs union select locked_by from graphile_worker._private_job_queues) held
    where name is not null and not exists (
      select 1 from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
        and classid = ${LOCK_KEY} and objid::bigint = hashtext(held.name)::bigint & 4294967295 and objsubid = 2)`)
  return rows.map(({ name }) => name)
}
