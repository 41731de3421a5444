import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { runScan } from "@/lib/matching/scan-store"
import { endSignal } from "@/lib/runtime/end-signal"
import { systemCtx } from "@/lib/runtime/system-ctx"

/** `npm run dedupe:scan`: re-scans every lead, prints its progress, and resumes where it stopped. */
const pool = createPool("jobs")
const ctx = systemCtx("dedupe-scan", databaseOn(pool))
const startedAt = performance.now()
let shown = ""
const scan = await runScan(ctx, endSignal(), ({ state, total, indexed, examined, flagged }) => {
  const done = state === "indexing" ? indexed : examined
  const share = total === 0 ? 100 : Math.min(100, Math.floor((100 * done) / total))
  const line = `${state} ${share} %`
  if (line !== shown) process.stdout.write(`${line} (${done} of ${total} leads, ${flagged} questions)\n`)
  shown = line
})
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
process.stdout.write(
  scan.state === "done"
    ? `Done in ${seconds} s: ${scan.examined} leads examined, ${scan.flagged} pairs are worth a look.\n`
    : `Stopped while ${scan.state}; run it again to go on from here.\n`,
)
await pool.end()
process.exit(scan.state === "done" ? 0 : 1)
