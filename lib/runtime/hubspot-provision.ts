import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { openBudget } from "@/lib/sync/connection/budget"
import { provisionCrm } from "@/lib/sync/schema-watch"
import { crmDeps } from "./crm-deps"
import { systemCtx } from "./system-ctx"

/** `npm run hubspot:provision`: creates the properties and the pipeline that the sync needs, and lists what it created. */
const deps = crmDeps()
if (!deps) {
  process.stderr.write("Set HUBSPOT_ACCESS_TOKEN first.\n")
  process.exit(1)
}
const pool = createPool("jobs")
const ctx = systemCtx("hubspot-provision", databaseOn(pool))
await openBudget(ctx.db, ctx.now())
const { made, pending, manual, drift } = await provisionCrm(ctx, deps)
process.stdout.write(made.length > 0 ? `Made:\n${made.map((name) => `  ${name}`).join("\n")}\n` : "Everything was there already.\n")
for (const name of pending) process.stdout.write(`Not ready yet: ${name}\n`)
for (const step of manual) process.stdout.write(`To do by hand: ${step}\n`)
for (const { object, property, problem } of drift) process.stdout.write(`Still not right: ${object} ${property} ${problem}\n`)
await pool.end()
process.exit(drift.length > 0 ? 1 : 0)
