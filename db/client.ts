import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres"
import type { Pool, PoolClient } from "pg"
// Errors carry no bound values, whoever opens the database.
import "./query-errors"
import * as schema from "./schema"

export type Database = NodePgDatabase<typeof schema>
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0]

export const databaseOn = (pool: Pool): Database => drizzle(pool, { schema })

/** The same on one connection, made once for each. */
export function databaseOf(client: PoolClient): Database {
  const known = onClients.get(client)
  if (known) return known
  const made = drizzle(client, { schema })
  onClients.set(client, made)
  return made
}

const onClients = new WeakMap<PoolClient, Database>()
