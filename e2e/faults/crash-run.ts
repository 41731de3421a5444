import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { freePort, startEmbeddedPostgres, type EmbeddedPostgres } from "@/db/embedded"
import { migrateDatabase } from "@/db/migrate"
import { websiteBody } from "@/lib/channels/fixtures/bodies"
import { signedRequest } from "@/lib/channels/fixtures/signed-request"

/**
 * Crash test under load: signed events go to every server while the servers, the worker and PostgreSQL itself are
 * killed with SIGKILL. Senders repeat what was not acknowledged. Afterwards every acknowledged event must be there
 * exactly once.
 */
/** `hasUnfinished`: events still waited when the time for draining was over. */
export type CrashReport = { acked: number; missing: string[]; doubled: string[]; hasUnfinished: boolean; kills: number }

export type CrashOptions = {
  /** The intake process; a wrong one proves that the run can fail. */
  ingestEntry: string
  /** Also run the built app and send it half of the events. */
  withApp: boolean
  victims: readonly Victim[]
  events: number
}

type Victim = "worker" | "ingest" | "app" | "postgres"

const SECRET = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`
const SENDERS = 24
/** How long the workers may take after the last event: half a minute, and more for many events. */
const DRAIN_TRIES_MIN = 300
const EVENTS_PER_TRY = 20

export async function crashRun(options: CrashOptions): Promise<CrashReport> {
  const folder = await mkdtemp(join(process.getuid?.() === 0 ? "/var/tmp" : tmpdir(), "onelead-crash-"))
  const dataDir = join(folder, "data")
  const [pgPort, ingestPort, appPort] = [await freePort(), await freePort(), await freePort()]
  let postgres = await startEmbeddedPostgres({ dataDir, port: pgPort })
  await migrateDatabase(postgres.url)
  const env = {
    ...process.env,
    DATABASE_URL: postgres.url,
    WEBSITE_WEBHOOK_SECRET: SECRET,
    INGEST_PORT: String(ingestPort),
    PORT: String(appPort),
    PUBLIC_BASE_URL: `http://localhost:${appPort}`,
    NEXTAUTH_SECRET: "x".repeat(32),
    LOG_LEVEL: "silent",
    NODE_ENV: "production" as const,
  }
  const commands: Partial<Record<Victim, string[]>> = {
    worker: ["--import", "tsx", "lib/runtime/worker.ts"],
    ingest: ["--import", "tsx", options.ingestEntry],
    ...(options.withApp && existsSync(".next/BUILD_ID")
      ? { app: ["node_modules/next/dist/bin/next", "start", "-p", String(appPort)] }
      : {}),
  }
  const roles = new Map<Victim, ChildProcess>()
  const launch = (victim: Victim): void => {
    const args = commands[victim]
    if (args)
      roles.set(
        victim,
        spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", process.env["CRASH_VERBOSE"] ? "inherit" : "ignore"] }),
      )
  }
  for (const victim of Object.keys(commands) as Victim[]) launch(victim)
  const doors = [ingestPort, ...(commands.app ? [appPort] : [])]
  await Promise.all(doors.map(untilOpen))

  const acked = new Set<string>()
  const sending = Promise.all(Array.from({ length: SENDERS }, (_, lane) => sendLane(lane, options.events, doors, acked)))
  let kills = 0
  for (const [index, victim] of options.victims.entries()) {
    await until(() => acked.size >= ((index + 1) * options.events) / (options.victims.length + 1))
    kills += 1
    if (victim === "postgres") {
      postgres = await murderPostgres(postgres, dataDir, pgPort)
    } else {
      const child = roles.get(victim)
      child?.kill("SIGKILL")
      if (child && child.exitCode === null) await once(child, "exit")
      launch(victim)
    }
  }
  await sending
  const report = await audit(postgres.url, acked)
  for (const child of roles.values()) child.kill("SIGKILL")
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
  return { ...report, acked: acked.size, kills }
}

/** The postmaster dies as in a power cut; its children exit, and the data directory recovers. */
async function murderPostgres(postgres: EmbeddedPostgres, dataDir: string, port: number): Promise<EmbeddedPostgres> {
  process.kill(postgres.pid, "SIGKILL")
  for (let tries = 0; ; tries += 1) {
    try {
      return await startEmbeddedPostgres({ dataDir, port })
    } catch (error) {
      if (tries > 50) throw error
      await wait(100)
    }
  }
}

/** One sender: each event is repeated until it is acknowledged, by whichever server answers. */
async function sendLane(lane: number, total: number, doors: readonly number[], acked: Set<string>): Promise<void> {
  for (let at = lane; at < total; at += SENDERS) {
    const id = `crash-${at}`
    const body = websiteBody({
      id,
      at: new Date(),
      phone: `+97150${String(3_000_000 + (at % (total / 2))).padStart(7, "0")}`,
      text: `event ${at}`,
    })
    for (let tries = 0; !acked.has(id); tries += 1) {
      if (tries > 600) throw new Error(`${id} was never acknowledged`)
      const now = new Date()
      const request = signedRequest("website", body, { secret: SECRET, now, deliveryId: id })
      const port = doors[(at + tries) % doors.length]
      const status = await post(`http://127.0.0.1:${port}${request.path}`, request.headers, request.body)
      if (status === 202) acked.add(id)
      else await wait(50)
    }
  }
}

/** The status once the whole answer has arrived; 0 for any broken connection. */
async function post(url: string, headers: Record<string, string>, body: Buffer): Promise<number> {
  try {
    const answer = await fetch(url, { method: "POST", headers, body: new Uint8Array(body), signal: AbortSignal.timeout(5_000) })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return 0
  }
}

/** Every acknowledged event became exactly one touchpoint, and nothing is left over. */
async function audit(url: string, acked: ReadonlySet<string>): Promise<Omit<CrashReport, "acked" | "kills">> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    let hasUnfinished = true
    for (let tries = 0; tries < DRAIN_TRIES_MIN + acked.size / EVENTS_PER_TRY; tries += 1) {
      const { rows } = await client.query<{ is_any: boolean }>(
        "select exists (select 1 from inbound_events where state = 'received') as is_any",
      )
      hasUnfinished = rows[0]?.is_any ?? false
      if (!hasUnfinished) break
      await wait(100)
    }
    const { rows } = await client.query<{ event_key: string; n: number }>(
      "select event_key, count(*)::int as n from touchpoints group by 1",
    )
    const counts = new Map(rows.map(({ event_key, n }) => [event_key.replace("submission:", ""), n]))
    return {
      hasUnfinished,
      missing: [...acked].filter((id) => !counts.has(id)),
      doubled: [...counts].flatMap(([id, n]) => (n > 1 ? [id] : [])),
    }
  } finally {
    await client.end()
  }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 15_000 && !holds(); tries += 1) await wait(20)
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const isOpen = await fetch(`http://127.0.0.1:${port}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isOpen) return
    await wait(100)
  }
  throw new Error(`nothing answers on port ${port}`)
}
