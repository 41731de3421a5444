import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres"
import type { Pool } from "pg"
// Errors carry no bound values, whoever opens the database.
import "./query-errors"
import * as schema from "./schema"

export type Database = NodePgDatabase<typeof schema>
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0]

export const databaseOn = (pool: Pool): Database => drizzle(pool, { schema })
