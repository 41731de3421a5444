import { migrateDatabase } from "@/db/migrate"
import { env } from "@/lib/platform/env"

await migrateDatabase(env().DATABASE_URL)
process.stdout.write("The database is up to date.\n")
process.exit(0)
