import "@/e2e/suppression-secret"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { Pool } from "pg"
import { databaseOn } from "@/db/client"
import { startEmbeddedPostgres } from "@/db/embedded"
import { migrateDatabase } from "@/db/migrate"
import { newId } from "@/lib/platform/ids"
import { buildApp, isBuildFresh } from "@/lib/runtime/build-state"
import { systemCtx } from "@/lib/runtime/system-ctx"
import { distribution, report } from "./figures"
import { hireTeam, leadList, measureImport } from "./import-rate"
import { measureBurst, measureSingles } from "./ingest-rate"
import { fillStore, measureLookups } from "./matching-store"
import { benchProduct, ended, untilOpen } from "./product"
import { acknowledgements, sendOnSchedule } from "./senders"
import { measureToBoard, openBoard } from "./to-board"

/**
 * `npm run bench -- [--json] [--events 20000] [--leads 100000] [--rows 20000]`: from the doors to the board. Rates are given as a share
 * of a ceiling measured in the same run: one bare insert per transaction, the work no durable intake can avoid. Machines
 * differ and are noisy; the shares are stable. With `--json` the last line is one object with every figure.
 */
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    events: { type: "string", default: "20000" },
    leads: { type: "string", default: "100000" },
    rows: { type: "string", default: "20000" },
  },
})
const [events, leads, rows] = [Number(values.events), Number(values.leads), Number(values.rows)]
const SECONDS = 8
const CONNECTIONS = 64

const folder = await mkdtemp(join(process.getuid?.() === 0 ? "/var/tmp" : tmpdir(), "onelead-bench-"))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "data") })
await migrateDatabase(postgres.url)
const product = await benchProduct(postgres.url)

try {
  if (!(await isBuildFresh(process.cwd()))) await buildApp(process.cwd())
  const ceiling = await bareInserts()
  report("bare durable inserts, 32 connections", ceiling, "/s")
  const doors = await measureDoors(ceiling)
  const ingest = await measureIngest(ceiling)
  const toBoard = await measureBoard()
  const figures = {
    bareInsertPerSec: Math.round(ceiling),
    ...doors,
    ingest,
    toBoard,
    import: await withStore("imports", (pool) => measureImports(pool, ceiling)),
    lookup: await withStore("lookups", measureGrowth),
  }
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`)
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
process.exit(0)

async function bareInserts(): Promise<number> {
  const pool = new Pool({ connectionString: postgres.url, max: 32 })
  await pool.query("create table bare (id uuid primary key, body bytea not null)")
  const body = Buffer.alloc(420, 120)
  let done = 0
  const until = performance.now() + SECONDS * 1000
  const lane = async () => {
    while (performance.now() < until) {
      await pool.query({ name: "bare", text: "insert into bare values ($1, $2)", values: [newId(), body] })
      done += 1
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: 32 }, lane))
  const rate = done / ((performance.now() - started) / 1000)
  await pool.query("drop table bare")
  await pool.end()
  return rate
}

type Door = { perSec: number; share: number; p99ms: number }

async function measureDoors(ceiling: number): Promise<{ thin: Door; route: Door }> {
  const servers = [product.launch("ingest"), product.launch("app")]
  try {
    await Promise.all([product.ingestPort, product.appPort].map(untilOpen))
    return {
      thin: await measureDoor("thin intake server", product.ingestPort, 1000, ceiling),
      route: await measureDoor("route handler", product.appPort, 300, ceiling),
    }
  } finally {
    await product.end(...servers)
    await emptyInbox()
  }
}

async function measureDoor(name: string, port: number, rate: number, ceiling: number): Promise<Door> {
  const perSec = await acknowledgements(port, { connections: CONNECTIONS, seconds: SECONDS })
  report(`${name}, durable acks`, perSec, "/s", ceiling)
  const took: number[] = []
  await sendOnSchedule(port, { rate, seconds: SECONDS }, (ms) => took.push(ms))
  const { p50, p95, p99 } = distribution(took)
  report(`${name} at ${rate}/s, ack latency p50 / p95 / p99`, [p50, p95, p99].map((ms) => ms.toFixed(1)).join(" / "), " ms")
  return { perSec: Math.round(perSec), share: shareOf(perSec, ceiling), p99ms: rounded(p99) }
}

async function emptyInbox(): Promise<void> {
  await onStore(postgres.url, (pool) => pool.query("truncate inbound_events cascade"))
}

async function measureIngest(ceiling: number) {
  // The first admin is made only while there is nobody else.
  await ended(product.launch("admin"))
  await onStore(postgres.url, (pool) => hireTeam(databaseOn(pool)))
  const { singleMs, statementsPerBatch } = await measureSingles(postgres.url)
  report("worker, a single event", singleMs.toFixed(1), " ms")
  report("  waits for the server in a batch of 200", statementsPerBatch, "")
  const one = await measureBurst(product, postgres.url, events, 1)
  report("worker, leads fully processed", one.perSec, "/s", ceiling)
  report("  memory at its peak", one.peakRssMb, " MB")
  const two = await measureBurst(product, postgres.url, events, 2)
  report("two workers", (two.perSec / one.perSec).toFixed(2), " × one")
  const store = await onStore(postgres.url, (pool) => pool.query<{ n: number }>("select count(*)::int as n from leads"))
  return {
    leads: store.rows[0]?.n ?? 0,
    perSec: Math.round(one.perSec),
    share: shareOf(one.perSec, ceiling),
    singleMs: rounded(singleMs),
    statementsPerBatch,
    twoWorkers: rounded(two.perSec / one.perSec),
    peakRssMb: Math.round(one.peakRssMb),
  }
}

async function measureBoard(): Promise<{ p95msAt20: number; p95msAt100: number }> {
  const roles = (["ingest", "app", "worker"] as const).map((role) => product.launch(role))
  try {
    await Promise.all([product.ingestPort, product.appPort].map(untilOpen))
    const { page, close } = await openBoard(product)
    const [at20, at100] = [await measureToBoard(product, page, 20), await measureToBoard(product, page, 100)]
    await close()
    for (const [rate, { p95, seen }] of [[20, at20] as const, [100, at100] as const])
      report(`acknowledged to an open board at ${rate}/s, p95`, `${p95.toFixed(0)} ms, ${Math.round(seen * 100)} % seen`, "")
    return { p95msAt20: Math.round(at20.p95), p95msAt100: Math.round(at100.p95) }
  } finally {
    await product.end(...roles)
  }
}

async function measureImports(pool: Pool, ceiling: number): Promise<{ rowsPerSec: number; dryRunRowsPerSec: number }> {
  const ctx = systemCtx("bench", databaseOn(pool))
  await hireTeam(ctx.db)
  await measureImport(ctx, leadList(1_000, 5), 1_000)
  const { checked, run } = await measureImport(ctx, leadList(rows, 6), rows)
  report("dry run of an import, rows with full matching", checked.rowsPerSecond, "/s", ceiling)
  report("import, rows with full matching", run.rowsPerSecond, "/s", ceiling)
  return { rowsPerSec: Math.round(run.rowsPerSecond), dryRunRowsPerSec: Math.round(checked.rowsPerSecond) }
}

async function measureGrowth(pool: Pool): Promise<{ p95OverPrimaryKey: number; growth: number }> {
  await fillStore(pool, 0, leads / 10)
  const small = await measureLookups(pool, leads / 10)
  await fillStore(pool, leads / 10, leads)
  const large = await measureLookups(pool, leads)
  const [p95OverPrimaryKey, growth] = [large.candidatesP95 / large.primaryKeyP95, large.candidatesP95 / small.candidatesP95]
  report(`look-up in ${leads.toLocaleString("en")} leads, p95`, p95OverPrimaryKey.toFixed(1), " × a primary key")
  report("  growth over tenfold", growth.toFixed(2), "×")
  return { p95OverPrimaryKey: rounded(p95OverPrimaryKey), growth: rounded(growth) }
}

/** Its own database on the same server, so that what was measured before does not matter. */
async function withStore<T>(name: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  await onStore(postgres.url, (pool) => pool.query(`create database ${name}`))
  const url = Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href
  await migrateDatabase(url)
  return await onStore(url, work)
}

async function onStore<T>(url: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool({ connectionString: url, max: 4, pipeline: true })
  pool.on("error", () => undefined)
  const result = await work(pool)
  await pool.end()
  return result
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

function shareOf(value: number, ceiling: number): number {
  return rounded(value / ceiling)
}
