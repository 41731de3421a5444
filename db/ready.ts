import { readdirSync } from "node:fs"
import { join } from "node:path"
import type { Pool } from "pg"

/** Whether the database answers and has every migration that this code was written against. */
export async function isDatabaseReady(pool: Pick<Pool, "query">): Promise<boolean> {
  try {
    const { rows } = await pool.query<{ n: number }>("select count(*)::int as n from drizzle.__drizzle_migrations")
    return (rows[0]?.n ?? 0) >= countMigrations()
  } catch {
    return false
  }
}

let counted: number | undefined

/** Counted on disk, from the project's folder: a bundler moves this file, but never the migrations. */
const countMigrations = (): number =>
  (counted ??= readdirSync(join(process.cwd(), "db/migrations")).filter((name) => name.endsWith(".sql")).length)
