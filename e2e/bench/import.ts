import "@/e2e/suppression-secret"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Pool } from "pg"
import { databaseOn } from "@/db/client"
import { startEmbeddedPostgres } from "@/db/embedded"
import { migrateDatabase } from "@/db/migrate"
import { report } from "./figures"
import { hireTeam, leadList, measureImport } from "./import-rate"
import { systemCtx } from "@/lib/runtime/system-ctx"

/**
 * `npm run bench:import -- [--rows 5000]`: a whole import with full matching and all reactions, the dry run before it, compared with what one
 * connection inserts, one row per commit, in the same run. Besides the rate it prints the processor time per row, which
 * is reliable on a busy machine.
 */
const rows = Number(process.argv[process.argv.indexOf("--rows") + 1]) || 5_000

const folder = await mkdtemp(join(process.getuid?.() === 0 ? "/var/tmp" : tmpdir(), "onelead-import-"))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "data") })
const pool = new Pool({ connectionString: postgres.url, max: 4, pipeline: true })
pool.on("error", () => undefined)
try {
  await migrateDatabase(postgres.url)
  const db = databaseOn(pool)
  const ctx = systemCtx("bench", db)
  await hireTeam(db)
  const ceiling = await oneByOne()
  report("bare durable inserts, one connection", ceiling, "/s")
  await measureImport(ctx, leadList(1_000, 5), 1_000)
  const list = leadList(rows, 6)
  report("memory before the import", process.resourceUsage().maxRSS / 1024, " MB")
  const before = process.cpuUsage()
  const { checked, run, outcomes } = await measureImport(ctx, list, rows)
  const { user, system } = process.cpuUsage(before)
  report("dry run, rows with full matching", checked.rowsPerSecond, "/s", ceiling)
  report("  memory at its peak", checked.memoryPeak, " MB")
  report("import, rows with full matching", run.rowsPerSecond, "/s", ceiling)
  report("  memory at its peak", run.memoryPeak, " MB")
  report("  processor time a row, of both", ((user + system) / 1000 / rows).toFixed(2), " ms")
  report("  new / update / review", [outcomes["new"], outcomes["update"], outcomes["review"]].join(" / "), "")
} finally {
  await pool.end()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
process.exit(0)

async function oneByOne(): Promise<number> {
  await pool.query("create table bare (id serial primary key, body bytea not null)")
  const body = Buffer.alloc(420, 120)
  const started = performance.now()
  let done = 0
  while (performance.now() - started < 3_000) {
    await pool.query("insert into bare (body) values ($1)", [body])
    done += 1
  }
  await pool.query("drop table bare")
  return done / ((performance.now() - started) / 1000)
}
