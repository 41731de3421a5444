import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { drainOnce } from "@/lib/intake/drain/drain-inbox"
import { systemCtx } from "@/lib/runtime/system-ctx"

/** Drains the inbox in batches of the given size and exits when it is empty; one of several such processes. */
const batch = Number(process.argv[2] ?? 5)
const pool = createPool("worker")
const ctx = systemCtx("drain", databaseOn(pool))
let idle = 0
while (idle < 20) {
  const { taken } = await drainOnce(ctx, { batch }).catch(() => ({ taken: 1 }))
  idle = taken === 0 ? idle + 1 : 0
  if (taken === 0) await new Promise((resolve) => setTimeout(resolve, 25))
}
await pool.end()
process.exit(0)
