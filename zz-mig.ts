import { migrateDatabase } from "@/db/migrate"
import { readFileSync } from "node:fs"
await migrateDatabase(readFileSync("/var/tmp/onelead-probe-rest/url", "utf8"))
process.exit(0)
