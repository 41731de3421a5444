import "@/e2e/suppression-secret"
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { Agent, request as httpRequest } from "node:http"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Pool } from "pg"
import { freePort, startEmbeddedPostgres } from "@/db/embedded"
import { migrateDatabase } from "@/db/migrate"
import { databaseOn } from "@/db/client"
import { newId } from "@/lib/platform/ids"
import { websiteBody } from "@/lib/channels/fixtures/bodies"
import { signedRequest } from "@/lib/channels/fixtures/signed-request"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { buildApp, isBuildFresh } from "@/lib/runtime/build-state"
import { distribution, report } from "./figures"
import { hireTeam } from "./import-rate"
import { systemCtx } from "@/lib/runtime/system-ctx"

/**
 * `npm run bench`: durable acknowledgements and processed leads, each as a share of a ceiling measured in the same run:
 * one bare insert per transaction, the work no durable intake can avoid. Machines differ and are noisy; the shares are
 * stable.
 */
const SECRET = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`
const SECONDS = 8
const CONNECTIONS = 64
let serial = 0

const folder = await mkdtemp(join(process.getuid?.() === 0 ? "/var/tmp" : tmpdir(), "onelead-bench-"))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "data") })
await migrateDatabase(postgres.url)
const [ingestPort, appPort] = [await freePort(), await freePort()]
const env = {
  ...process.env,
  DATABASE_URL: postgres.url,
  WEBSITE_WEBHOOK_SECRET: SECRET,
  INGEST_PORT: String(ingestPort),
  PORT: String(appPort),
  PUBLIC_BASE_URL: `http://localhost:${appPort}`,
  NEXTAUTH_SECRET: "x".repeat(32),
  LOG_LEVEL: "error",
  NODE_ENV: "production" as const,
}
const children: ChildProcess[] = []
const launch = (args: string[]) => children.push(spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] }))

try {
  if (!(await isBuildFresh(process.cwd()))) await buildApp(process.cwd())
  const ceiling = await bareInserts()
  report("bare durable inserts, 32 connections", ceiling, "/s")
  launch(["--import", "tsx", "lib/runtime/ingest.ts"])
  launch(["node_modules/next/dist/bin/next", "start", "-p", String(appPort)])
  await Promise.all([ingestPort, appPort].map(untilOpen))
  const thin = await acknowledgements(ingestPort, CONNECTIONS)
  report("thin intake server, durable acks", thin, "/s", ceiling)
  const route = await acknowledgements(appPort, CONNECTIONS)
  report("route handler, durable acks", route, "/s", ceiling)
  for (const [name, port, rate] of [
    ["thin intake server at 1,000/s", ingestPort, 1000],
    ["route handler at 300/s", appPort, 300],
  ] as const) {
    const { p50, p95, p99 } = distribution(await latencies(port, rate))
    report(`${name}, ack latency p50 / p95 / p99`, [p50, p95, p99].map((ms) => ms.toFixed(1)).join(" / "), " ms")
  }
  for (const child of children) child.kill("SIGTERM")
  await Promise.all(children.map((child) => (child.exitCode === null ? once(child, "exit") : null)))
  report("worker, leads fully processed", await processed(), "/s", ceiling)
} finally {
  for (const child of children) child.kill("SIGKILL")
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

async function acknowledgements(port: number, connections: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let done = 0
  const until = performance.now() + SECONDS * 1000
  const lane = async () => {
    while (performance.now() < until) if ((await post(agent, port)) === 202) done += 1
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: connections }, lane))
  agent.destroy()
  return done / ((performance.now() - started) / 1000)
}

/** Open model: requests are sent on schedule whether or not earlier ones returned. */
async function latencies(port: number, rate: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const took: number[] = []
  const total = rate * SECONDS
  const started = performance.now()
  const open: Promise<void>[] = []
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * rate))
    for (; sent < due; sent += 1) {
      const at = performance.now()
      open.push(post(agent, port).then((status) => void (status === 202 && took.push(performance.now() - at))))
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(open)
  agent.destroy()
  return took
}

/** New people only, each a lead with an owner by the rules: the most expensive case. */
async function processed(): Promise<number> {
  const pool = new Pool({ connectionString: postgres.url, max: 4, pipeline: true })
  const db = databaseOn(pool)
  const ctx = systemCtx("bench", db)
  await pool.query("delete from inbound_events where ctid not in (select ctid from inbound_events limit 5000)")
  await hireTeam(db)
  const started = performance.now()
  const { done } = await drainAll(ctx)
  const rate = done / ((performance.now() - started) / 1000)
  await pool.end()
  return rate
}

function post(agent: Agent, port: number): Promise<number> {
  const at = (serial += 1)
  const body = websiteBody({
    id: `bench-${at}`,
    at: new Date(),
    name: `Person ${at}`,
    phone: `+97150${String((at * 7_654_321) % 10_000_000).padStart(7, "0")}`,
    text: "Is the Nissan Patrol free this weekend?",
  })
  const { path, headers, body: raw } = signedRequest("website", body, { secret: SECRET, now: new Date() })
  return new Promise((resolve) => {
    const outgoing = httpRequest(
      { agent, port, path, method: "POST", headers: { ...headers, "content-length": raw.byteLength } },
      (answer) => {
        answer.resume()
        answer.on("end", () => resolve(answer.statusCode ?? 0))
      },
    )
    outgoing.on("error", () => resolve(0))
    outgoing.end(raw)
  })
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (
      await fetch(`http://127.0.0.1:${port}/api/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`nothing answers on port ${port}`)
}
