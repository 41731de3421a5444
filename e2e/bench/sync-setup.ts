import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { sql } from "drizzle-orm"
import { databaseOn, type Database } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { freePort } from "@/db/embedded"
import { hubspot } from "@/lib/crm/hubspot/definition"
import { pause } from "@/lib/platform/jobs/pause"
import { openConnection, type CrmCtx } from "@/lib/sync/connection/crm-connection"
import { provisionCrm } from "@/lib/sync/schema-watch"
import { simulatorControl, type SimulatorControl } from "@/e2e/simulators/hubspot/control/control-client"
import { DEFAULT_TOKEN } from "@/e2e/simulators/hubspot/server"
import { systemCtx } from "@/lib/runtime/system-ctx"
import { hubspotCrm } from "@/lib/sync/testing/hubspot-crm"

/** The product's own processes beside a HubSpot account: a worker, a webhook server, and a store to fill. */
export type SyncStage = { ctx: CrmCtx; db: Database; control: SimulatorControl; startWorker: () => void; close: () => Promise<void> }

export type SyncStageOptions = { databaseUrl: string; burst: number; latencyMs: [number, number] }

const CLIENT_SECRET = "a-client-secret-of-the-bench"
const APP_ID = 39_522_895
const never = new AbortController().signal

export async function openSyncStage({ databaseUrl, burst, latencyMs }: SyncStageOptions): Promise<SyncStage> {
  const [simulatorPort, ingestPort] = [await freePort(), await freePort()]
  const hubspotUrl = `http://127.0.0.1:${simulatorPort}`
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    HUBSPOT_API_URL: hubspotUrl,
    HUBSPOT_ACCESS_TOKEN: DEFAULT_TOKEN,
    HUBSPOT_CLIENT_SECRET: CLIENT_SECRET,
    HUBSPOT_APP_ID: String(APP_ID),
    INGEST_PORT: String(ingestPort),
    PUBLIC_BASE_URL: `http://127.0.0.1:${ingestPort}`,
    NEXTAUTH_SECRET: "x".repeat(32),
    LOG_LEVEL: "error",
    NODE_ENV: "production" as const,
  }
  const children: ChildProcess[] = []
  const launch = (...args: string[]) =>
    void children.push(spawn(process.execPath, ["--import", "tsx", ...args], { env, stdio: ["ignore", "ignore", "inherit"] }))
  launch("e2e/simulators/main.ts", "hubspot", "--port", String(simulatorPort))
  launch("lib/runtime/ingest.ts")
  const control = simulatorControl(hubspotUrl)
  await untilAnswered(`${hubspotUrl}/__sim/state?summary=1`)
  await untilAnswered(`http://127.0.0.1:${ingestPort}/api/health`)
  await control.config({ latencyMs, limits: { burst, associations: burst }, logBodies: 0 })
  await control.webhooks({ targetUrl: `${env.PUBLIC_BASE_URL}/api/webhooks/hubspot`, clientSecret: CLIENT_SECRET, appId: APP_ID })
  const pool = createPool("jobs", databaseUrl)
  const db = databaseOn(pool)
  const account = { accessToken: DEFAULT_TOKEN, baseUrl: hubspotUrl }
  const ctx = { ...systemCtx("bench", db), crm: hubspotCrm(account) }
  await openConnection(ctx)
  await provisionCrm(ctx, {
    connect: (hooks, schema) => hubspot.connect(account, hooks, schema),
    wait: (ms) => pause(ms, never),
  })
  return {
    ctx,
    db,
    control,
    startWorker: () => launch("lib/runtime/worker.ts"),
    close: async () => {
      for (const child of children) child.kill("SIGKILL")
      await Promise.all(children.map((child) => (child.exitCode === null && child.signalCode === null ? once(child, "exit") : null)))
      await pool.end()
    },
  }
}

async function untilAnswered(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const isThere = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isThere) return
    await pause(100, never)
  }
  throw new Error(`nothing answers at ${url}`)
}

/** People of all kinds, inserted directly: what is measured comes after ingest. */
export async function inventLeads(db: Database, count: number): Promise<void> {
  for (let from = 0; from < count; from += 20_000)
    await db.execute(sql`
      with made as (
        insert into leads (id, kind, state, name, search_text, phones, emails, channels, first_channel, vehicle, provenance, first_touch_at,
          last_activity_at, stage_id, stage_entered_at, score, band, updated_at)
        select gen_random_uuid(), 'lead', 'active', 'Guest ' || n, 'guest ' || n, array['+97150' || lpad(n::text, 7, '0')],
          array['guest.' || n || '@mail.example'], array['website'], 'website', (array['Patrol', 'Sunny', 'Tucson'])[1 + n % 3], '{}', now(), now(),
          (array['new_lead', 'contacted', 'qualified', 'proposal'])[1 + n % 4], now(), n % 100, 'normal', now()
        from generate_series(${from}::int, ${Math.min(count, from + 20_000) - 1}::int) n
        returning id, phones, emails)
      insert into lead_identities (id, lead_id, kind, value, raw, strength, source, channel, first_seen_at, last_seen_at)
      select gen_random_uuid(), id, k.kind, k.value, k.value, 'personal', 'stated', 'website', now(), now()
      from made, lateral (values ('phone', phones[1]), ('email', emails[1])) as k(kind, value)`)
  await db.execute(sql`analyze`)
}
