import { fileURLToPath } from "node:url"
import { drizzle } from "drizzle-orm/node-postgres"
import { migrate } from "drizzle-orm/node-postgres/migrator"
import { Client } from "pg"
import { migrateJobs } from "@/lib/platform/jobs/run-jobs"

/** Two starting processes must not migrate at once: the second waits here and then finds nothing to do. */
const MIGRATION_LOCK = 7_301_001

export async function migrateDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, application_name: "onelead-migrate" })
  await client.connect()
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK])
    await migrate(drizzle(client), { migrationsFolder: fileURLToPath(new URL("./migrations", import.meta.url)) })
    await migrateJobs(url)
  } finally {
    await client.end()
  }
}
