import { execFileSync, spawn, type ChildProcess } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { Client } from "pg"
import { freePort, startEmbeddedPostgres } from "@/db/embedded"
import { migrateDatabase } from "@/db/migrate"
import { sampleBody, type SampleChannel } from "@/lib/channels/fixtures/bodies"
import { signedRequest } from "@/lib/channels/fixtures/signed-request"

/**
 * Soak run: events of all channels arrive at a steady rate at the intake server, for people who come back, while two
 * workers process them and run their jobs. Measures what a short test cannot see: memory that grows, jobs that give up,
 * and the time from an event to its lead.
 */
export type SoakOptions = { seconds: number; perSecond: number }

export type SoakReport = {
  sent: number
  refused: number
  unfinished: number
  dead: number
  deadlocks: number
  jobsGivenUp: string[]
  /** Seconds from receipt to the commit of the lead. */
  p50: number
  p95: number
  /** Megabytes of each worker, one sample each ten seconds. */
  rss: number[][]
}

const SECRET = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`
const CHANNELS: readonly SampleChannel[] = ["website", "crisp", "botspace", "ziwo", "chatbot", "erp"]
const WORKERS = 2
const SAMPLE_EVERY_S = 10

export async function soakRun({ seconds, perSecond }: SoakOptions): Promise<SoakReport> {
  const folder = await mkdtemp(join(process.getuid?.() === 0 ? "/var/tmp" : tmpdir(), "onelead-soak-"))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "data") })
  await migrateDatabase(postgres.url)
  const port = await freePort()
  const secrets = Object.fromEntries(CHANNELS.map((channel) => [`${channel.toUpperCase()}_WEBHOOK_SECRET`, SECRET]))
  const env = {
    ...process.env,
    ...secrets,
    DATABASE_URL: postgres.url,
    INGEST_PORT: String(port),
    PUBLIC_BASE_URL: `http://localhost:${port}`,
    NEXTAUTH_SECRET: "x".repeat(32),
    LOG_LEVEL: process.env["SOAK_LOG_LEVEL"] ?? "silent",
    NODE_ENV: "production" as const,
  }
  const launch = (entry: string): ChildProcess =>
    spawn(process.execPath, [...(process.env["SOAK_NODE"]?.split(" ") ?? []), "--import", "tsx", entry], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    })
  const ingest = launch("lib/runtime/ingest.ts")
  const workers = Array.from({ length: WORKERS }, () => launch("lib/runtime/worker.ts"))
  const client = new Client({ connectionString: postgres.url })
  try {
    await untilOpen(port)
    await client.connect()
    const rss: number[][] = [memoryOf(workers)]
    let [sent, refused] = [0, 0]
    const running: Promise<void>[] = []
    const begun = performance.now()
    for (let second = 0; second < seconds; second += 1) {
      for (let n = 0; n < perSecond; n += 1) {
        const serial = second * perSecond + n
        sent += 1
        running.push(deliver(port, serial).then((isAccepted) => void (refused += isAccepted ? 0 : 1)))
      }
      await Promise.all(running.splice(0))
      await wait(Math.max(0, begun + (second + 1) * 1000 - performance.now()))
      if ((second + 1) % SAMPLE_EVERY_S === 0) rss.push(memoryOf(workers))
    }
    await untilDrained(client)
    return { sent, refused, rss, ...(await figuresOf(client)) }
  } finally {
    await client.end().catch(() => undefined)
    for (const child of [ingest, ...workers]) child.kill("SIGKILL")
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** One event in four is of a person who has written before; a fifth of the names come in another spelling. */
async function deliver(port: number, serial: number): Promise<boolean> {
  const channel = CHANNELS[serial % CHANNELS.length] ?? "website"
  const person = serial % 4 === 0 ? Math.floor(serial / 8) : serial
  const now = new Date()
  const name = person % 5 === 0 ? `محمد المنصوري ${person}` : `Mohammed Al Mansoori ${person}`
  const phone = `+97150${String(3_000_000 + person)}`
  const body = sampleBody(channel, {
    id: `soak-${serial}`,
    at: now,
    name,
    phone,
    text: `Is a Patrol free? ${serial}`,
    thread: `thread-${person}`,
  })
  const request = signedRequest(channel, body, { secret: SECRET, now, deliveryId: `soak-${serial}` })
  const answer = await fetch(`http://127.0.0.1:${port}${request.path}`, {
    method: "POST",
    headers: request.headers,
    body: new Uint8Array(request.body),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null)
  await answer?.arrayBuffer().catch(() => undefined)
  return answer?.ok === true
}

const memoryOf = (children: readonly ChildProcess[]): number[] =>
  children.map(({ pid }) => Math.round(Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)])) / 1024))

async function untilDrained(client: Client): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const { rowCount } = await client.query("select 1 from inbound_events where state = 'received' limit 1")
    if (rowCount === 0) return
    await wait(100)
  }
}

async function figuresOf(client: Client): Promise<Pick<SoakReport, "unfinished" | "dead" | "deadlocks" | "jobsGivenUp" | "p50" | "p95">> {
  const { rows } = await client.query<{ unfinished: number; dead: number; p50: number; p95: number; deadlocks: number }>(`
    select count(*) filter (where state = 'received')::int as unfinished, count(*) filter (where state = 'dead')::int as dead,
      percentile_cont(0.5) within group (order by extract(epoch from processed_at - received_at))::float as p50,
      percentile_cont(0.95) within group (order by extract(epoch from processed_at - received_at))::float as p95,
      (select deadlocks::int from pg_stat_database where datname = current_database()) as deadlocks
    from inbound_events`)
  const jobs = await client.query<{ job: string }>(`
    select t.identifier || ': ' || coalesce(j.last_error, '') as job from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id where j.attempts >= j.max_attempts and j.last_error is not null`)
  const [figures] = rows
  if (!figures) throw new Error("an aggregate has one row")
  return { ...figures, jobsGivenUp: jobs.rows.map(({ job }) => job.slice(0, 200)) }
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/ready`).catch(() => null)
    if (answer?.ok) return
    await wait(100)
  }
  throw new Error(`nothing answers on port ${port}`)
}
