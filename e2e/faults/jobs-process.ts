import { z } from "zod"
import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { runJobs } from "@/lib/platform/jobs/run-jobs"
import { systemCtx } from "@/lib/runtime/system-ctx"

/** A worker that takes a job, says so and never ends it, until it is killed. */
const pool = createPool("jobs")
await runJobs(systemCtx("jobs", databaseOn(pool)), pool, [
  {
    name: "test:held",
    payload: z.unknown(),
    run: async () => {
      process.send?.({ taken: true })
      await new Promise(() => undefined)
    },
  },
])
