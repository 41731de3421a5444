import type { ChildProcess } from "node:child_process"
import { Pool } from "pg"
import { databaseOn } from "@/db/client"
import { roundTripsOf } from "@/db/testing-round-trips"
import { createInbox } from "@/lib/intake/doors/inbox"
import { drainAll, drainOnce } from "@/lib/intake/drain/drain-inbox"
import { createPool } from "@/lib/platform/database"
import { pause } from "@/lib/platform/jobs/pause"
import { systemCtx } from "@/lib/runtime/system-ctx"
import { distribution } from "./figures"
import { peakRssMb, type BenchProduct } from "./product"
import { fillInbox } from "./senders"

const never = new AbortController().signal
const SINGLES = 100

/** What one event costs a worker that had nothing else to do: from the inbox to the commit, without the pause before it. */
export async function measureSingles(databaseUrl: string): Promise<{ singleMs: number; statementsPerBatch: number }> {
  const pool = createPool("worker", databaseUrl)
  const ctx = systemCtx("bench", databaseOn(pool))
  const inbox = createInbox(pool)
  await drainAll(ctx)
  const took: number[] = []
  for (let at = 0; at < SINGLES; at += 1) {
    await fillInbox(inbox, 1)
    const started = performance.now()
    await drainOnce(ctx)
    took.push(performance.now() - started)
  }
  const counting = new Pool({ connectionString: databaseUrl, max: 1, pipeline: true })
  const trips = roundTripsOf(counting)
  await fillInbox(inbox, 200)
  await drainOnce(systemCtx("bench", databaseOn(counting)))
  await Promise.all([pool.end(), counting.end()])
  return { singleMs: distribution(took).p50, statementsPerBatch: trips.length }
}

export type Burst = { perSec: number; peakRssMb: number }

/** A burst for so many worker processes, with everything else that a worker does. Counted from the first lead, so without their start. */
export async function measureBurst(product: BenchProduct, databaseUrl: string, events: number, workers: number): Promise<Burst> {
  const pool = new Pool({ connectionString: databaseUrl, max: 4 })
  await fillInbox(createInbox(pool), events)
  await pool.query("analyze")
  const waiting = async () =>
    (await pool.query<{ n: number }>("select count(*)::int as n from inbound_events where state = 'received'")).rows[0]?.n ?? 0
  const children: ChildProcess[] = Array.from({ length: workers }, () => product.launch("worker"))
  let left = events
  while (left === events) {
    await pause(20, never)
    left = await waiting()
  }
  const [started, from] = [performance.now(), left]
  while (left > 0) {
    await pause(100, never)
    left = await waiting()
  }
  const perSec = from / ((performance.now() - started) / 1000)
  const peaks = await Promise.all(children.map(peakRssMb))
  await product.end(...children)
  await pool.end()
  return { perSec, peakRssMb: Math.max(...peaks) }
}
