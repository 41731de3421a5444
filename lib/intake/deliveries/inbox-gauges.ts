import { runbookPath } from "@/lib/core/runbook/runbook"
import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import { gauge } from "@/lib/platform/metrics"

const depth = gauge(
  "onelead_inbox_events",
  `Stored deliveries that wait, are dead or are held as spam. Runbook: ${runbookPath("dead-deliveries")}`,
  ["state"],
)
const oldest = gauge(
  "onelead_inbox_oldest_seconds",
  `Age of the oldest delivery that waits for a worker. Runbook: ${runbookPath("deliveries-wait")}`,
  [],
)

const FRESH_MS = 10_000
let measuredAt = 0

/** Measured at most every ten seconds, whatever the scrape interval. Alert on the age: depth alone hides a stuck event. */
export async function measureInbox(db: Pick<Database, "execute">, at: Date): Promise<void> {
  const now = performance.now()
  if (measuredAt > 0 && now - measuredAt < FRESH_MS) return
  measuredAt = now
  const { rows } = await db.execute<{ state: string; n: number; age: number | null }>(sql`
    select state, count(*)::int as n, extract(epoch from ${at.toISOString()}::timestamptz - min(received_at))::float as age
    from inbound_events where state in ('received', 'dead', 'quarantined') group by state`)
  for (const state of ["received", "dead", "quarantined"]) depth.set({ state }, rows.find((row) => row.state === state)?.n ?? 0)
  oldest.set({}, rows.find(({ state }) => state === "received")?.age ?? 0)
}
