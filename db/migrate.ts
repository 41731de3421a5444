import { fileURLToPath } from "node:url"
import { drizzle } from "drizzle-orm/node-postgres"
import { migrate } from "drizzle-orm/node-postgres/migrator"
import { Logger, runMigrations } from "graphile-worker"
import { Client } from "pg"

/** Two starting processes must not migrate at once: the second waits here and then finds nothing to do. */
const MIGRATION_LOCK = 7_301_001

const QUIET = new Logger(() => () => undefined)

/** Our tables and those of the job queue. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, application_name: "onelead-migrate" })
  await client.connect()
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK])
    await migrate(drizzle(client), { migrationsFolder: fileURLToPath(new URL("./migrations", import.meta.url)) })
    await runMigrations({ connectionString: url, logger: QUIET })
  } finally {
    await client.end()
  }
}
