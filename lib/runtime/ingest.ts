import { once } from "node:events"
import { createPool } from "@/lib/platform/database"
import { isDatabaseReady } from "@/db/ready"
import { env, publicBaseUrl } from "@/lib/platform/env"
import { startIngestServer } from "./ingest-server"
import { intakeDeps } from "@/lib/intake/doors/intake-deps"
import { log } from "@/lib/platform/log"
import { endSignal } from "./end-signal"

/** The intake role: webhooks only, on a port of its own. Run as many as needed. */
const signal = endSignal()
const pool = createPool("ingest")
const server = await startIngestServer({
  host: env().HOST,
  port: env().INGEST_PORT,
  publicBaseUrl: publicBaseUrl(),
  deps: intakeDeps(),
  isReady: () => isDatabaseReady(pool),
  trustedProxies: env().TRUSTED_PROXIES,
})
log.info({ port: server.port }, "intake server started")
if (!signal.aborted) await once(signal, "abort")
await server.close()
await pool.end()
process.exit(0)
