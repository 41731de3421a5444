import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { drainOnce } from "@/lib/intake/drain-inbox"
import { log } from "@/lib/platform/log"

/** Drains the inbox in batches of the given size and exits when it is empty; one of several such processes. */
const batch = Number(process.argv[2] ?? 5)
const pool = createPool("worker")
const ctx = { db: databaseOn(pool), actor: { kind: "system" as const, name: "drain" }, now: () => new Date(), log }
let idle = 0
while (idle < 20) {
  const { taken } = await drainOnce(ctx, { batch }).catch(() => ({ taken: 1 }))
  idle = taken === 0 ? idle + 1 : 0
  if (taken === 0) await new Promise((resolve) => setTimeout(resolve, 25))
}
await pool.end()
process.exit(0)
