import { Pool } from "pg"
import { MINUTE_MS } from "@/lib/core/time"
import { databaseOn, type Database } from "@/db/client"
import { nameStatementsOf } from "@/db/named-statements"
import { stripErrorsOf } from "@/db/query-errors"
import { env } from "./env"
import { log } from "./log"

/**
 * Each role has its own pool size and statement timeout. Where a person or a sender waits, everything is answered
 * within five seconds, also when PostgreSQL does not answer at all.
 */
const ROLES = {
  web: { max: 8, statementTimeoutMs: 4_000, isSteady: false },
  ingest: { max: 4, statementTimeoutMs: 4_000, isSteady: false },
  /** Searches through every table, which a person asks for now and then and waits for. */
  search: { max: 2, statementTimeoutMs: MINUTE_MS, isSteady: false },
  /** Steady: the same short statements all day, which are planned once and never compiled. */
  worker: { max: 8, statementTimeoutMs: MINUTE_MS, isSteady: true },
  jobs: { max: 6, statementTimeoutMs: 600_000, isSteady: true },
} as const

/** A frozen server enforces no timeout; then the driver gives the statement up, and the connection with it. */
const DRIVER_GRACE_MS = 400

/** How long a plan may be used while its tables grow. */
const PLAN_LIFETIME_S = 60

type PoolRole = keyof typeof ROLES

/** A pool survives a restart of PostgreSQL: a broken idle connection is logged and replaced, never thrown. */
export function createPool(role: PoolRole, url: string = env().DATABASE_URL): Pool {
  const { max, statementTimeoutMs } = ROLES[role]
  const isSteady = ROLES[role].isSteady && !env().DATABASE_POOLER
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: `onelead-${role}`,
    connectionTimeoutMillis: 2_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + DRIVER_GRACE_MS,
    idle_in_transaction_session_timeout: 15_000,
    keepAlive: true,
    // Independent statements are sent at once; they run in the order in which they were sent.
    pipeline: true,
    ...(isSteady ? { options: "-c jit=off", maxLifetimeSeconds: PLAN_LIFETIME_S } : {}),
  })
  stripErrorsOf(pool)
  if (isSteady) nameStatementsOf(pool)
  // The error carries its whole connection, which does not belong in a log.
  pool.on("error", ({ message }) => log.warn({ reason: message, role }, "an idle database connection broke"))
  // A connection that breaks during a query rejects the query and also emits an error; without a listener that would end
  // the process.
  pool.on("connect", (client) => client.on("error", () => undefined))
  return pool
}

/** Next may evaluate this module once per bundle; the process still has one pool. */
const holder = globalThis as typeof globalThis & { oneleadPool?: Pool; oneleadDb?: Database; oneleadSearchDb?: Database }

export const processPool = (): Pool => (holder.oneleadPool ??= createPool("web"))

export const db = (): Database => (holder.oneleadDb ??= databaseOn(processPool()))

/** For a search through every table: statements may take a minute, and few run at once. */
export const searchDb = (): Database => (holder.oneleadSearchDb ??= databaseOn(createPool("search")))
