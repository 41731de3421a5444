import "@/e2e/suppression-secret"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Pool } from "pg"
import { startEmbeddedPostgres } from "@/db/embedded"
import { migrateDatabase } from "@/db/migrate"
import { fillStore, measureLookups, type LookupFigures } from "./matching-store"

/**
 * `npm run bench:lookups -- [--leads 1000000]`: how long candidate look-ups take in a store of a tenth of the size and
 * of the full size, each as a multiple of a primary-key look-up in the same run.
 */
const size = Number(process.argv[process.argv.indexOf("--leads") + 1]) || 100_000

const folder = await mkdtemp(join(process.getuid?.() === 0 ? "/var/tmp" : tmpdir(), "onelead-lookups-"))
const postgres = await startEmbeddedPostgres({
  dataDir: join(folder, "data"),
  settings: { shared_buffers: "1GB", synchronous_commit: "off" },
})
const pool = new Pool({ connectionString: postgres.url, max: 2, pipeline: true })
pool.on("error", () => undefined)
try {
  await migrateDatabase(postgres.url)
  const figures: LookupFigures[] = []
  for (const [from, to] of [
    [0, size / 10],
    [size / 10, size],
  ] as const) {
    await fillStore(pool, from, to)
    figures.push(await measureLookups(pool, to))
  }
  for (const one of figures) show(one)
  const [small, large] = figures
  if (small && large) {
    const growth = (of: (one: LookupFigures) => number) => (of(large) / of(small)).toFixed(2)
    process.stdout.write(
      `growth over tenfold: single ${growth((one) => one.candidatesP95)}×, in batches ${growth((one) => one.batchedPerEvent)}×\n`,
    )
  }
} finally {
  await pool.end()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}

function show({ leads, primaryKeyP95, candidatesP95, batchedPerEvent, decisionP95, candidatesMean }: LookupFigures): void {
  const times = (ms: number) => `${ms.toFixed(2)} ms (${(ms / primaryKeyP95).toFixed(1)}× a primary key)`
  process.stdout.write(
    [
      `${leads.toLocaleString("en")} leads, ${candidatesMean.toFixed(1)} candidates an event`,
      `  primary-key look-up p95        ${primaryKeyP95.toFixed(2)} ms`,
      `  everything for one event p95   ${times(candidatesP95)}`,
      `  per event in batches of 200    ${times(batchedPerEvent)}`,
      `  decision p95                   ${decisionP95.toFixed(3)} ms\n`,
    ].join("\n"),
  )
}
