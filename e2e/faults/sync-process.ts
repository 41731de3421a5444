import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { createHubspotProvider } from "@/lib/crm/hubspot/hubspot-provider"
import { env } from "@/lib/platform/env"
import { withCrm } from "@/lib/sync/connection/crm-connection"
import { runSync } from "@/lib/sync/run-sync"
import { systemCtx } from "@/lib/runtime/system-ctx"

/**
 * The worker's sync loop alone, with the clock of its parent process: it starts when it gets the time, and asks for
 * more time where it would wait.
 */
type Told = { now: number }

let at = 0
const waiting: { until: number; wake: () => void }[] = []
const begun = new Promise<void>((resolve) => {
  process.on("message", ({ now }: Told) => {
    at = now
    resolve()
    for (const entry of waiting.splice(0)) {
      if (entry.until <= at) entry.wake()
      else waiting.push(entry)
    }
  })
})
process.on("disconnect", () => process.exit(0))
process.send?.({ ready: true })

async function main(): Promise<void> {
  await begun
  const { HUBSPOT_ACCESS_TOKEN: accessToken = "", HUBSPOT_API_URL: baseUrl } = env()
  const ctx = systemCtx("sync", databaseOn(createPool("worker")), () => new Date(at))
  const wait = async (ms: number): Promise<void> => {
    const due = new Promise<void>((wake) => waiting.push({ until: at + ms, wake }))
    process.send?.({ wait: ms })
    await due
  }
  await runSync(
    await withCrm(ctx, "hubspot"),
    { connect: (hooks) => createHubspotProvider({ accessToken, baseUrl, timeoutMs: 5_000 }, hooks), wait },
    new AbortController().signal,
  )
}
void main()
