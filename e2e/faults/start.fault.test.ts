import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { networkInterfaces, tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { embeddedDataDir, freePort, startEmbeddedPostgres } from "@/db/embedded"

/** What `npm start` guarantees, from the outside. Each start has its own home folder. */
let home: string
beforeAll(async () => {
  home = await mkdtemp(join(process.getuid?.() === 0 ? "/var/tmp" : tmpdir(), "onelead-start-"))
})
afterAll(async () => {
  await rm(dirname(embeddedDataDir(home, "postgres")), { recursive: true, force: true })
  await rm(home, { recursive: true, force: true })
})

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ["--import", "tsx", "lib/runtime/start.ts"], {
    env: { NODE_ENV: "production", PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ONELEAD_HOME: home, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let text = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()))
  return { child, said: () => text }
}

const exitOf = async (child: ChildProcess): Promise<number | null> =>
  child.exitCode === null ? ((await once(child, "exit"))[0] as number | null) : child.exitCode

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  )

/** The first answer of anything on the address. */
async function untilAnswer(url: string, headers: Record<string, string>): Promise<Response> {
  const open = () => fetch(url, { headers, redirect: "manual" }).catch(() => null)
  await expect.poll(open, { timeout: 60_000, interval: 50 }).not.toBeNull()
  return (await open()) ?? Response.error()
}

/** This machine's addresses that others can reach. */
const foreignAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((all = []) =>
    all.flatMap((one) => (one.internal || one.family === "IPv6" ? [] : [one.address])),
  )

test("a taken port is named, with the way out", async () => {
  const { port, close } = await takenPort()
  const { child, said } = start({ PORT: String(port) })
  expect(await exitOf(child)).toBe(1)
  expect(said()).toContain(`Port ${port} is taken`)
  close()
})

async function takenPort(): Promise<{ port: number; close: () => void }> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  return { port: typeof address === "object" && address ? address.port : 0, close: () => server.close() }
}

test("the demo is opened to a network only with two explicit settings", async () => {
  const { child, said } = start({ PORT: String(await freePort()), HOST: "0.0.0.0" })
  expect(await exitOf(child)).toBe(1)
  expect(said()).toContain("ONELEAD_DEMO_EXPOSE=1")
})

test("in real mode a taken intake port is named before anything starts", async () => {
  const taken = await takenPort()
  const { child, said } = start({
    DATABASE_URL: "postgres://127.0.0.1:1/none",
    PORT: String(await freePort()),
    INGEST_PORT: String(taken.port),
  })
  expect(await exitOf(child)).toBe(1)
  expect(said()).toContain(`Port ${taken.port} is taken`)
  expect(said()).toContain("INGEST_PORT=")
  taken.close()
})

test("in real mode one port for both servers is refused before anything starts", async () => {
  const port = String(await freePort())
  const { child, said } = start({ DATABASE_URL: "postgres://127.0.0.1:1/none", PORT: port, INGEST_PORT: port })
  expect(await exitOf(child)).toBe(1)
  expect(said()).toContain(`PORT and INGEST_PORT are both ${port}`)
})

test("real mode refuses guessable secrets and a plain-http public address, each by its name", async () => {
  const postgres = await startEmbeddedPostgres({ dataDir: join(home, "strength") })
  const { child, said } = start({
    DATABASE_URL: postgres.url,
    PORT: String(await freePort()),
    INGEST_PORT: String(await freePort()),
    PUBLIC_BASE_URL: "http://leads.falcon-cars.example",
    NEXTAUTH_SECRET: "passwordpasswordpasswordpassword",
    ADMIN_EMAIL: "owner@falcon-cars.example",
    ADMIN_PASSWORD: "password1234",
    ONELEAD_API_KEY: "changeme",
    CRISP_WEBHOOK_SECRET: "y7Jm2QpV8sXc4LtR,secret",
  })
  expect(await exitOf(child)).toBe(1)
  for (const name of ["PUBLIC_BASE_URL", "NEXTAUTH_SECRET", "ADMIN_PASSWORD", "ONELEAD_API_KEY", "CRISP_WEBHOOK_SECRET"])
    expect(said()).toContain(`${name}:`)
  expect(said()).not.toContain("ADMIN_EMAIL:")
  await postgres.stop()
})

test("real mode lists everything that is missing and exits", async () => {
  const postgres = await startEmbeddedPostgres({ dataDir: join(home, "real") })
  const { child, said } = start({ DATABASE_URL: postgres.url, PORT: String(await freePort()), INGEST_PORT: String(await freePort()) })
  expect(await exitOf(child)).toBe(1)
  for (const name of ["NEXTAUTH_SECRET", "PUBLIC_BASE_URL", "ADMIN_EMAIL", "ADMIN_PASSWORD"]) expect(said()).toContain(name)
  await postgres.stop()
})

describe("the demo", () => {
  test("says that it starts until it has, takes in a signed event, refuses a second start, and leaves nothing running", async () => {
    const [port, ingestPort] = [await freePort(), await freePort()]
    const env = { PORT: String(port), INGEST_PORT: String(ingestPort), ONELEAD_DEMO_LEADS: "40" }
    const first = start(env)
    const page = await untilAnswer(`http://127.0.0.1:${port}/board`, { accept: "text/html" })
    expect([page.status, page.headers.get("retry-after")]).toEqual([503, "5"])
    expect(await page.text()).toContain("Onelead is starting")
    const delivery = await fetch(`http://127.0.0.1:${port}/api/webhooks/ziwo`, { method: "POST", body: "{}" })
    expect([delivery.status, delivery.headers.get("retry-after")]).toEqual([503, "5"])
    await expect.poll(first.said, { timeout: 120_000, interval: 200 }).toContain("Onelead is running")
    const second = start({ ...env, PORT: String(await freePort()) })
    expect(await exitOf(second.child)).toBe(1)
    expect(second.said()).toContain("already running")
    const secrets = JSON.parse(await readFile(join(home, "demo.json"), "utf8")) as { env: Record<string, string> }
    for (const door of [port, ingestPort]) {
      const sent = await fetch(`http://127.0.0.1:${door}/api/webhooks/ziwo`, {
        method: "POST",
        headers: { "x-api-key": secrets.env["ZIWO_WEBHOOK_SECRET"] ?? "" },
        body: JSON.stringify({
          action: "create",
          content: { callID: `start-${door}`, direction: "inbound", callerIDNumber: "971501230000", answeredAt: null },
        }),
      })
      expect(sent.status).toBe(202)
    }
    for (const address of foreignAddresses()) await expect(fetch(`http://${address}:${port}/api/health`)).rejects.toThrow()
    const pid = Number((await readFile(join(embeddedDataDir(home, "postgres"), "postmaster.pid"), "utf8")).split("\n")[0])
    first.child.kill("SIGTERM")
    expect(await exitOf(first.child)).toBe(0)
    expect(await Promise.all([answers(port), answers(ingestPort)])).toEqual([false, false])
    expect(() => process.kill(pid, 0)).toThrow()
  })
})
