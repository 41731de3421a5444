import "@/e2e/suppression-secret"
import { sql } from "drizzle-orm"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { startEmbeddedPostgres } from "@/db/embedded"
import { migrateDatabase } from "@/db/migrate"
import { readAttribution } from "@/lib/reports/query/attribution"
import { ageingOf } from "@/lib/reports/figures/figures"
import { updateAllReports, rebuildSums } from "@/lib/reports/sums/update-reports"
import { listLeadsBehind } from "@/lib/reports/figures/leads-behind"
import { readPaths } from "@/lib/reports/figures/paths"
import { readQuality } from "@/lib/reports/figures/quality"
import { readReports, type ReportReader } from "@/lib/reports/query/reader"
import { readConversion, readFunnel, readOverview, readResponseTimes } from "@/lib/reports/figures/reports"
import { distribution, report } from "./figures"
import { sendEvents } from "./reports-events"
import { inventStore } from "./reports-store"
import { systemCtx } from "@/lib/runtime/system-ctx"
import { LeadsBehind, ReportQuery } from "@/lib/core/filters/reports"

/**
 * `npm run bench:reports -- [leads] [folder]`: the dashboards on a large store of invented leads, idle and while 50
 * events a second arrive over HTTP and are ingested by a worker process. Times cover the whole read, its transaction
 * and the pending delta, each as a multiple of a primary-key look-up in the same run: machines differ and are noisy,
 * the multiples are stable. A store kept in a folder is generated once.
 */
const LEADS = Number(process.argv[2] ?? 100_000)
const ROUNDS = 20
const EVENTS_A_SECOND = 50

const kept = process.argv[3]
const folder = kept ?? (await mkdtemp(join(process.getuid?.() === 0 ? "/var/tmp" : tmpdir(), "onelead-bench-")))
const settings = { fsync: "off", shared_buffers: "1GB", max_wal_size: "8GB", effective_cache_size: "4GB" }
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "data"), settings })
const pool = createPool("jobs", postgres.url)
const ctx = systemCtx("bench", databaseOn(pool))

const FINGERPRINT = `
  select md5(string_agg(line, E'\\n' order by line)) as lines from (
    select to_jsonb(e)::text as line from report_entries e join sampled on sampled.id = e.lead_id
    union all select to_jsonb(s)::text from report_stays s join sampled on sampled.id = s.lead_id
    union all select to_jsonb(p)::text from report_paths p join sampled on sampled.id = p.lead_id) posted`

type Reading = [name: string, query: Record<string, unknown>, read: (reader: ReportReader) => Promise<unknown>]
const READINGS: Reading[] = [
  ["overview, 30 days", { period: "last_30" }, readOverview],
  ["overview, 12 months", { period: "last_12_months" }, readOverview],
  ["overview, 90 days, one channel and band", { period: "last_90", channel: "botspace", band: "high" }, readOverview],
  ["funnel and time in stage, 12 months", { period: "last_12_months" }, readFunnel],
  ["conversion by channel, 12 months", { period: "last_12_months" }, (reader) => readConversion(reader, "channel")],
  ["conversion by agent, 30 days", { period: "last_30" }, (reader) => readConversion(reader, "agent")],
  ["conversion by source, 12 months", { period: "last_12_months" }, (reader) => readConversion(reader, "source")],
  ["response times by agent, 30 days", { period: "last_30" }, (reader) => readResponseTimes(reader, "agent")],
  ["response times by agent, 12 months", { period: "last_12_months" }, (reader) => readResponseTimes(reader, "agent")],
  ["attribution by campaign, 12 months", { period: "last_12_months" }, (reader) => readAttribution(reader, "campaign")],
  ["paths by channel, 12 months", { period: "last_12_months" }, (reader) => readPaths(reader, "channel")],
  ["ageing", {}, ageingOf],
  ["data quality, 12 months", { period: "last_12_months" }, (reader) => readQuality(ctx, reader)],
  ["the whole overview page, 30 days", { period: "last_30" }, readWholePage],
  ["the whole overview page, 12 months", { period: "last_12_months" }, readWholePage],
]

try {
  await migrateDatabase(postgres.url)
  if ((await countOf("leads")) === 0) await prepare()
  await measure("quiet")
  const worker = launchWorker()
  const events = sendEvents(pool, EVENTS_A_SECOND)
  await new Promise((resolve) => setTimeout(resolve, 10_000))
  await measure(`${EVENTS_A_SECOND} events/s`)
  report("events sent meanwhile", await events.stop(), "")
  report("of these still waiting in the inbox", await countOf("inbound_events where state = 'received'"), "")
  worker.kill("SIGTERM")
  if (worker.exitCode === null) await once(worker, "exit")
} finally {
  await pool.end()
  await postgres.stop()
  if (!kept) await rm(folder, { recursive: true, force: true })
}
process.exit(0)

async function prepare(): Promise<void> {
  const at = performance.now()
  await inventStore(pool, LEADS)
  await rebuildSums(ctx)
  await pool.query("vacuum analyze")
  report(`${LEADS.toLocaleString("en")} leads with five touchpoints each, invented in`, (performance.now() - at) / 1000, " s")
  await sampleIsReproduced(2000)
}

/** The report update recounts some leads and finds every posting as generated: the store is one that it would have made. */
async function sampleIsReproduced(leads: number): Promise<void> {
  await pool.query("create table sampled as select id from leads order by random() limit $1", [leads])
  const state = async () => (await pool.query<{ lines: string }>(FINGERPRINT)).rows[0]?.lines
  const before = await state()
  await pool.query("insert into report_dirty (lead_id, cause) select id, 'first_count' from sampled")
  const at = performance.now()
  await updateAllReports(ctx)
  report(`${leads.toLocaleString("en")} of them counted by the report update`, leads / ((performance.now() - at) / 1000), "/s")
  if ((await state()) !== before)
    throw new Error("the report update counts something else than the generator: the figures would mean nothing")
  await pool.query("drop table sampled")
}

async function measure(circumstance: string): Promise<void> {
  process.stdout.write(`\n${circumstance}\n`)
  const { rows } = await pool.query<{ id: string }>("select id from leads tablesample system (1) limit 400")
  const lookups: number[] = []
  for (const { id } of rows) lookups.push(await timed(() => pool.query("select * from leads where id = $1", [id])))
  const unit = distribution(lookups).p50
  report("look-up by primary key, p50", unit.toFixed(2), " ms")
  for (const [name, query, read] of READINGS) await time(name, unit, () => readReports(ctx, ReportQuery.parse(query), read))
  const behind = LeadsBehind.parse({ metric: "reached_booked", period: "last_30" })
  await time("leads behind a number, 30 days", unit, () => listLeadsBehind(ctx, behind))
}

async function time(name: string, unit: number, run: () => Promise<unknown>): Promise<void> {
  await run()
  const took: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) took.push(await timed(run))
  const { p50, p95 } = distribution(took)
  report(name, `${p50.toFixed(1)} / ${p95.toFixed(1)}`, ` ms p50 / p95   ${(p50 / unit).toFixed(0)}×`)
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const at = performance.now()
  await run()
  return performance.now() - at
}

/** Everything that the busiest dashboard reads for one page. */
async function readWholePage(reader: ReportReader): Promise<void> {
  await readOverview(reader)
  await readFunnel(reader)
  await readConversion(reader, "channel")
  await readConversion(reader, "agent")
  await readResponseTimes(reader, "channel")
  await ageingOf(reader)
}

function launchWorker() {
  const env = { ...process.env, DATABASE_URL: postgres.url, NEXTAUTH_SECRET: "x".repeat(32), LOG_LEVEL: "error" }
  return spawn(process.execPath, ["--import", "tsx", "lib/runtime/worker.ts"], { env, stdio: ["ignore", "ignore", "inherit"] })
}

async function countOf(what: string): Promise<number> {
  const { rows } = await ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from ${sql.raw(what)}`)
  return rows[0]?.n ?? 0
}
