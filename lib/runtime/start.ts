import { spawn } from "node:child_process"
import { once } from "node:events"
import { rmSync } from "node:fs"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { embeddedDataDir, freePort, startEmbeddedPostgres, type EmbeddedPostgres } from "@/db/embedded"
import { migrateDatabase } from "@/db/migrate"
import { DEMO_PASSWORD, DEMO_SIGN_INS, demoSignInEnv } from "@/e2e/demo/sign-ins"
import "./role-process.mjs"
import { env } from "@/lib/platform/env"
import { buildApp, isBuildFresh } from "./build-state"
import { demoHubspot, demoSecrets } from "@/e2e/demo/demo-secrets"
import { isLoopback, refuseUnready } from "./real-mode"
import { serveStartingPage, type StartingPage } from "./starting-page"
import { nextRole, startRoles, tsRole, type Role, type RunningRoles } from "./roles"

/**
 * `npm start`. Without DATABASE_URL it is the demo: an embedded PostgreSQL, demo data, a trickle of events. With
 * DATABASE_URL it is a real installation: no demo data, and secrets are required. Either way it builds when the build
 * is stale, migrates, runs every role, and stops everything when it ends.
 */
const projectDir = join(dirname(fileURLToPath(import.meta.url)), "../..")
/** Where this checkout keeps its state: data, demo secrets, the running process. */
const home = process.env["ONELEAD_HOME"] ?? join(projectDir, ".onelead")
const pidFile = join(home, "start.pid")
const say = (line: string) => process.stdout.write(`${line}\n`)

async function main(): Promise<void> {
  await refuseSecondStart()
  process.on("exit", () => rmSync(pidFile, { force: true }))
  const port = env().PORT
  const isDemo = !process.env["DATABASE_URL"]
  if (isDemo) await refuseExposedDemo()
  await requireFreePort(port, "PORT")
  if (!isDemo) await requireFreePort(env().INGEST_PORT, "INGEST_PORT")
  if (!isDemo || process.env["INGEST_PORT"]) await refuseSamePort(port)
  const stopping = new AbortController()
  onEnd(() => stopping.abort())
  const starting = await serveStartingPage(env().HOST, port)
  const started = isDemo ? await startDemo(port, starting) : await startReal(port, starting)
  if (!stopping.signal.aborted) await announceWhenReady(port, isDemo, stopping.signal)
  if (!stopping.signal.aborted) await once(stopping.signal, "abort")
  say("Stopping …")
  await started.roles.stop()
  await started.postgres?.stop()
  process.exit(0)
}

type Started = { roles: RunningRoles; postgres?: EmbeddedPostgres }

async function startDemo(port: number, starting: StartingPage): Promise<Started> {
  say("No DATABASE_URL: starting the demo with its own PostgreSQL.")
  starting.step("Starting PostgreSQL")
  const postgres = await startEmbeddedPostgres({ dataDir: embeddedDataDir(home, "postgres") })
  const { env: secrets } = await demoSecrets(home)
  const own = Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, process.env[name] ?? value]))
  const storeEnv: Record<string, string> = {
    ...own,
    DATABASE_URL: postgres.url,
    PUBLIC_BASE_URL: process.env["PUBLIC_BASE_URL"] ?? `http://localhost:${port}`,
    PORT: String(port),
    ONELEAD_DEMO: "1",
    ...demoSignInEnv(),
  }
  await migrateDatabase(postgres.url)
  starting.step("Building the app and making demo data")
  await Promise.all([ensureBuild(), runOnce("e2e/demo/seed.ts", storeEnv, ["--leads", process.env["ONELEAD_DEMO_LEADS"] ?? "3000"])])
  // Ports are chosen at the last moment: a build takes minutes, in which a free one may be taken.
  const roleEnv: Record<string, string> = {
    ...storeEnv,
    INGEST_PORT: String(await demoIngestPort()),
    // Always the simulator: demo people must never reach a real account.
    ...demoHubspot(await freePort(), secrets),
  }
  starting.step("Opening the app")
  await starting.close()
  const roles = [
    tsRole(projectDir, "hubspot", "e2e/demo/demo-hubspot.ts", roleEnv),
    ...commonRoles(port, roleEnv),
    tsRole(projectDir, "trickle", "e2e/demo/trickle.ts", roleEnv),
  ]
  return { roles: startRoles(projectDir, roles), postgres }
}

async function startReal(port: number, starting: StartingPage): Promise<Started> {
  const url = env().DATABASE_URL
  starting.step("Bringing the database up to date")
  await migrateDatabase(url)
  await refuseUnready(url)
  starting.step("Building the app")
  await ensureBuild()
  await runOnce("lib/runtime/commands/first-admin.ts", {})
  starting.step("Opening the app")
  await starting.close()
  return { roles: startRoles(projectDir, commonRoles(port, {})) }
}

const commonRoles = (port: number, roleEnv: Record<string, string>): Role[] => [
  nextRole(projectDir, { host: env().HOST, port }, roleEnv),
  tsRole(projectDir, "worker", "lib/runtime/worker.ts", roleEnv),
  tsRole(projectDir, "ingest", "lib/runtime/ingest.ts", roleEnv),
]

async function ensureBuild(): Promise<void> {
  if (await isBuildFresh(projectDir)) return
  say("Building the app (the sources have changed since the last build) …")
  await buildApp(projectDir)
}

async function runOnce(entry: string, roleEnv: Record<string, string>, extra: readonly string[] = []): Promise<void> {
  const { args } = tsRole(projectDir, entry, entry, roleEnv)
  const child = spawn(process.execPath, [...args, ...extra], {
    cwd: projectDir,
    env: { ...process.env, ...roleEnv },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  const [code] = await once(child, "exit")
  if (code !== 0) throw new Error(`${entry} failed; see its output above.`)
}

/** The demo's passwords are published: anyone who reaches it is an admin of it. */
async function refuseExposedDemo(): Promise<void> {
  const { HOST, ONELEAD_DEMO_EXPOSE } = env()
  if (isLoopback(HOST) || ONELEAD_DEMO_EXPOSE) return
  process.stderr.write(
    `HOST=${HOST} would open the demo, with its published passwords, to the network. Set ONELEAD_DEMO_EXPOSE=1 too if that is what you want.\n`,
  )
  process.exit(1)
}

/** One supervisor per checkout: two would share the data directory and the build. */
async function refuseSecondStart(): Promise<void> {
  const pid = await readFile(pidFile, "utf8").then(Number, () => 0)
  if (pid > 0 && pid !== process.pid && (await isSupervisor(pid))) {
    process.stderr.write(`Onelead is already running from this folder (process ${pid}). Stop it first, or use another checkout.\n`)
    process.exit(1)
  }
  await mkdir(dirname(pidFile), { recursive: true })
  await writeFile(pidFile, String(process.pid))
}

async function isSupervisor(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "start.ts")
  return command.includes("start.ts")
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const free = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false))
    server.listen(port, env().HOST, () => resolve(true))
  })
  if (free) await new Promise((resolve) => server.close(resolve))
  return free
}

async function requireFreePort(port: number, name: string): Promise<void> {
  if (await isFree(port)) return
  process.stderr.write(`Port ${port} is taken. Choose another one, e.g. ${name}=${port + 10} npm start.\n`)
  process.exit(1)
}

/** Both are free before either is used, so a shared one is found nowhere else. */
async function refuseSamePort(port: number): Promise<void> {
  if (env().INGEST_PORT !== port) return
  process.stderr.write(`PORT and INGEST_PORT are both ${port}. Choose another one, e.g. INGEST_PORT=${port + 1} npm start.\n`)
  process.exit(1)
}

async function demoIngestPort(): Promise<number> {
  const wanted = env().INGEST_PORT
  if (wanted === env().PORT) return await freePort()
  if (await isFree(wanted)) return wanted
  if (process.env["INGEST_PORT"]) await requireFreePort(wanted, "INGEST_PORT")
  return await freePort()
}

/** Where this machine reaches the app: one cannot connect to the address for all interfaces. */
function readyHost(): string {
  const { HOST } = env()
  if (HOST === "0.0.0.0") return "127.0.0.1"
  if (HOST === "::") return "[::1]"
  return HOST.includes(":") ? `[${HOST}]` : HOST
}

async function announceWhenReady(port: number, isDemo: boolean, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + 120_000
  while (!signal.aborted && performance.now() < deadline) {
    const ready = await fetch(`http://${readyHost()}:${port}/api/ready`, { signal: AbortSignal.timeout(2000) }).then(
      ({ ok }) => ok,
      () => false,
    )
    if (ready) break
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  if (signal.aborted) return
  say(`\nOnelead is running: http://localhost:${port}`)
  if (!isDemo) return
  say("Its HubSpot is a simulator; Sync in the app links to it.")
  say(`Demo sign-ins (password ${DEMO_PASSWORD}):`)
  for (const { email, title } of DEMO_SIGN_INS) say(`  ${email.padEnd(26)} ${title}`)
}

/** Ctrl-C reaches the whole group, a kill only this process, and a killed npm neither: each of them ends the product. */
function onEnd(end: () => void): void {
  let asked = 0
  const ask = () => {
    asked += 1
    if (asked > 2) process.exit(130)
    end()
  }
  process.on("SIGINT", ask)
  process.on("SIGTERM", ask)
  process.on("SIGHUP", ask)
  if (process.env["npm_lifecycle_event"] === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) end()
  }, 1000).unref()
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
