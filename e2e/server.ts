import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
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

export default async function startProduct(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(process.getuid?.() === 0 ? "/var/tmp" : tmpdir(), "onelead-e2e-"))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "data"), settings: { fsync: "off" } })
  await migrateDatabase(postgres.url)
  const [port, hubspotPort] = [await freePort(), await freePort()]
  const env = {
    ...process.env,
    ...E2E_SECRETS,
    DATABASE_URL: postgres.url,
    PORT: String(port),
    PUBLIC_BASE_URL: `http://localhost:${port}`,
    ONELEAD_DEMO: "1",
    ...demoSignInEnv(),
    HUBSPOT_API_URL: `http://127.0.0.1:${hubspotPort}`,
    LOG_LEVEL: "warn",
    NODE_ENV: "production" as const,
  }
  const pool = createPool("worker", postgres.url)
  await seedDemo(pool, { leads: 150, now: new Date(), seed: 7, say: () => undefined })
  await pool.end()
  if (!(await isBuildFresh(process.cwd()))) await buildApp(process.cwd())
  const children = [
    spawn(process.execPath, ["node_modules/next/dist/bin/next", "start", "-p", String(port)], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    }),
    ...["lib/runtime/worker.ts", "e2e/demo/demo-hubspot.ts"].map((entry) =>
      spawn(process.execPath, ["--import", "tsx", entry], { env, stdio: ["ignore", "ignore", "inherit"] }),
    ),
  ]
  process.env["E2E_BASE_URL"] = `http://localhost:${port}`
  process.env["E2E_HUBSPOT_URL"] = env.HUBSPOT_API_URL
  await untilReady(`http://localhost:${port}/api/ready`)
  return async () => {
    await Promise.all(children.map(end))
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
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
