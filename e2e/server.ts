import "@/e2e/suppression-secret"
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { createPool } from "@/lib/platform/database"
import { demoSignInEnv } from "@/e2e/demo/sign-ins"
import { seedDemo } from "@/e2e/demo/seed"
import { freePort, startEmbeddedPostgres } from "@/db/embedded"
import { migrateDatabase } from "@/db/migrate"
import { buildApp, isBuildFresh } from "@/lib/runtime/build-state"

/** The whole product for the browser journeys: PostgreSQL, a small demo, a production build, app, worker, and a HubSpot. */
export const E2E_SECRETS = {
  NEXTAUTH_SECRET: "journeys-journeys-journeys-journeys",
  ONELEAD_API_KEY: "ol_journeys",
  WEBSITE_WEBHOOK_SECRET: `whsec_${Buffer.from("journeys-journeys-journeys-00001").toString("base64")}`,
  WEBSITE_FORM_KEY: "journeys-form",
  CRISP_WEBHOOK_SECRET: "journeys-crisp",
  BOTSPACE_WEBHOOK_SECRET: "journeys-botspace",
  ZIWO_WEBHOOK_SECRET: "journeys-ziwo",
  HUBSPOT_ACCESS_TOKEN: "pat-journeys",
  HUBSPOT_CLIENT_SECRET: "journeys-hubspot",
  HUBSPOT_APP_ID: "39522895",
} as const

/** A product for each worker: what one journey changes for all users, the journeys beside it do not meet. */
export const WORKERS = 2
export type Product = { baseUrl: string; hubspotUrl: string }

export default async function startProducts(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(process.getuid?.() === 0 ? "/var/tmp" : tmpdir(), "onelead-e2e-"))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "data"), settings: { fsync: "off" } })
  if (!(await isBuildFresh(process.cwd()))) await buildApp(process.cwd())
  const started = await Promise.all((await seedDatabases(postgres.url)).map(startProduct))
  process.env["E2E_PRODUCTS"] = JSON.stringify(started.map(({ product }) => product))
  return async () => {
    await Promise.all(started.flatMap(({ children }) => children.map(end)))
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** One small demo, and a copy of it for each worker. */
async function seedDatabases(serverUrl: string): Promise<string[]> {
  const urlOf = (name: string) => Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href
  const admin = new Client({ connectionString: serverUrl })
  await admin.connect()
  await admin.query("create database demo")
  await migrateDatabase(urlOf("demo"))
  const pool = createPool("worker", urlOf("demo"))
  await seedDemo(pool, { leads: 150, now: new Date(), seed: 7, say: () => undefined })
  await pool.end()
  const names = Array.from({ length: WORKERS }, (_, index) => `journeys_${index}`)
  for (const name of names) await admin.query(`create database ${name} template demo`)
  await admin.end()
  return names.map(urlOf)
}

async function startProduct(databaseUrl: string): Promise<{ product: Product; children: ChildProcess[] }> {
  const [port, hubspotPort] = [await freePort(), await freePort()]
  const product = { baseUrl: `http://localhost:${port}`, hubspotUrl: `http://127.0.0.1:${hubspotPort}` }
  const env = {
    ...process.env,
    ...E2E_SECRETS,
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    PUBLIC_BASE_URL: product.baseUrl,
    ONELEAD_DEMO: "1",
    ...demoSignInEnv(),
    HUBSPOT_API_URL: product.hubspotUrl,
    LOG_LEVEL: "warn",
    HOOKS_ALLOW_NETWORKS: "127.0.0.0/8",
    NODE_ENV: "production" as const,
  }
  const children = [
    ["node_modules/next/dist/bin/next", "start", "-p", String(port)],
    ["--import", "tsx", "lib/runtime/worker.ts"],
    ["--import", "tsx", "e2e/demo/demo-hubspot.ts"],
  ].map((args) => spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] }))
  await untilReady(`${product.baseUrl}/api/ready`)
  return { product, children }
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${url} did not become ready`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, "exit")
  child.kill("SIGTERM")
  const timer = setTimeout(() => child.kill("SIGKILL"), 8_000)
  await exited
  clearTimeout(timer)
}
