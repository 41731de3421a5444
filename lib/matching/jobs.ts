import { sql } from "drizzle-orm"
import { DAY_MS, HOUR_MS } from "@/lib/core/time"
import { enqueue, NO_PAYLOAD, scheduledJob, type Job } from "@/lib/platform/jobs/job"
import { runScan } from "./scan-store"

/** Adds the counted deltas to the counts; a count is right at any time, this only keeps it short. */
export const compactCounts = scheduledJob({
  name: "matching:compact-counts",
  schedule: "* * * * *",
  run: async (ctx) => {
    await ctx.db.execute(sql`
      with gone as (delete from match_count_deltas returning key, n)
      insert into match_counts (key, n) select key, sum(n)::int from gone group by key order by key
      on conflict (key) do update set n = match_counts.n + excluded.n`)
  },
})

const WINDOW_KEPT_DAYS = 15

/** Keys of names and counts of hours serve a window of days; what is older serves nobody. */
export const sweepWindow = scheduledJob({
  name: "matching:sweep-window",
  schedule: "20 1 * * *",
  run: async (ctx) => {
    const before = new Date(ctx.now().getTime() - WINDOW_KEPT_DAYS * DAY_MS)
    const hour = Math.floor(before.getTime() / HOUR_MS)
    await ctx.db.execute(sql`delete from match_keys where kind in ('N', 'W') and at < ${before.toISOString()}`)
    await ctx.db.execute(sql`delete from match_counts where key ~ '^[pe]:[0-9]+$' and substr(key, 3)::bigint < ${hour}`)
  },
})

/** Examines the whole store in the background; see scan-store.ts. */
export const scanJob: Job = {
  name: "matching:scan",
  payload: NO_PAYLOAD,
  run: async (ctx, _payload, signal) => {
    const scan = await runScan(ctx, signal)
    if (scan.state !== "done") await enqueue(ctx.db, scanJob, {}, { key: "matching:scan" })
  },
}
