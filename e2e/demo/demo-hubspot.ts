import { once } from "node:events"
import { eq } from "drizzle-orm"
import { users } from "@/db/schema"
import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { simulatorControl } from "@/e2e/simulators/hubspot/control/control-client"
import { startSimulator } from "@/e2e/simulators/hubspot/server"
import { env, publicBaseUrl } from "@/lib/platform/env"
import { log } from "@/lib/platform/log"
import { withCrm } from "@/lib/sync/connection/crm-connection"
import { forgetCrm } from "@/lib/sync/inbox/forget-crm"
import { provisionCrm } from "@/lib/sync/schema-watch"
import { startLoad } from "@/lib/sync/load/steer-load"
import { crmDeps } from "@/lib/runtime/crm-deps"
import { furnishAccount } from "./demo-account"
import { endSignal } from "@/lib/runtime/end-signal"
import { systemCtx } from "@/lib/runtime/system-ctx"

/**
 * The demo's HubSpot: an account in memory, provisioned for Onelead and sending webhooks. It is new at every start, so
 * what the store knows of the last one is deleted, and every lead is sent again.
 */
const signal = endSignal()
const { HUBSPOT_ACCESS_TOKEN: token = "", HUBSPOT_API_URL, HUBSPOT_CLIENT_SECRET: clientSecret = "", HUBSPOT_APP_ID, PORT } = env()
const pool = createPool("jobs")
const ctx = await withCrm(systemCtx("demo", databaseOn(pool)), "hubspot")

await forgetCrm(ctx)
const team = await ctx.db.select({ name: users.name, email: users.email }).from(users).where(eq(users.active, true)).orderBy(users.name)
// One of them uses another address there: the sync screen asks who that is.
const owners = team.map(({ name, email }, at) => ({
  name,
  email: at === team.length - 1 ? email.replace(/@.*/, "@falcon-cars.example") : email,
}))
const simulator = await startSimulator({ port: Number(new URL(HUBSPOT_API_URL).port), token, owners })
const control = simulatorControl(simulator.url)
const deps = crmDeps(ctx.crm, signal)
if (deps) await provisionCrm(ctx, deps)
await furnishAccount(ctx, control)
await control.webhooks({
  targetUrl: `http://127.0.0.1:${PORT}/api/webhooks/hubspot`,
  signedUrl: new URL("/api/webhooks/hubspot", publicBaseUrl()).href,
  clientSecret,
  appId: HUBSPOT_APP_ID ?? 0,
})
await startLoad(ctx, { kind: "run", sendsThere: true, bringsHere: false })
log.info({ url: simulator.url }, "the demo's HubSpot is ready")
await pool.end()
if (!signal.aborted) await once(signal, "abort")
await simulator.close()
process.exit(0)
