import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { findConnection, openConnection } from "@/lib/sync/connection/crm-connection"
import { provisionCrm } from "@/lib/sync/schema-watch"
import { crmDeps } from "@/lib/runtime/crm-deps"
import { systemCtx } from "@/lib/runtime/system-ctx"

/** `npm run crm:provision -- <name>`: creates the properties and the pipeline that the sync needs, and lists what it created. */
const pool = createPool("jobs")
const system = systemCtx("crm-provision", databaseOn(pool))
const crm = await findConnection(system.db, process.argv[2])
const deps = crm && crmDeps(crm)
if (!deps) {
  process.stderr.write("This CRM is not connected: set its variables first, or connect it in the settings.\n")
  process.exit(1)
}
const ctx = { ...system, crm }
await openConnection(ctx)
const { made, pending, manual, drift } = await provisionCrm(ctx, deps)
process.stdout.write(made.length > 0 ? `Made:\n${made.map((name) => `  ${name}`).join("\n")}\n` : "Everything was there already.\n")
for (const name of pending) process.stdout.write(`Not ready yet: ${name}\n`)
for (const step of manual) process.stdout.write(`To do by hand: ${step}\n`)
for (const { object, property, problem } of drift) process.stdout.write(`Still not right: ${object} ${property} ${problem}\n`)
await pool.end()
process.exit(drift.length > 0 ? 1 : 0)
