import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { runWorker } from "@/lib/intake/drain/run-worker"
import { runJobs } from "@/lib/platform/jobs/run-jobs"
import { log } from "@/lib/platform/log"
import { runHooks } from "@/lib/hooks/delivery/run-hooks"
import { hookAgents } from "@/lib/hooks/delivery/send-delivery"
import { env, listOf } from "@/lib/platform/env"
import { runReportUpdates } from "@/lib/reports/sums/update-reports"
import { runConnections } from "@/lib/sync/run-connections"
import { crmDeps } from "./crm-deps"
import { endSignal } from "./end-signal"
import { systemCtx } from "./system-ctx"
import { JOBS } from "./job-list"
import { pause } from "@/lib/platform/jobs/pause"
import { isTransient } from "@/lib/platform/retry"

const RETRY_MS = 500

/**
 * Runs a role's start-up until it succeeds: a role that starts during a restart of PostgreSQL waits for it instead of
 * dying. Null when the role is asked to end meanwhile.
 */
async function whenReachable<T>(begin: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await begin()
    } catch (error) {
      if (!isTransient(error)) throw error
      log.warn({ err: error }, "the database is not there yet")
      await pause(RETRY_MS, signal)
    }
  }
  return null
}

/** The worker role: ingests the inbox, syncs the CRM and runs the jobs until it is asked to end. Run as many as needed. */
const pool = createPool("worker")
const jobPool = createPool("jobs")
const signal = endSignal()
const ctx = (name: string, db = databaseOn(pool)) => systemCtx(name, db)
const jobs = await whenReachable(() => runJobs(ctx("jobs", databaseOn(jobPool)), jobPool, JOBS), signal)
log.info("worker started")
await Promise.all([
  runWorker(ctx("worker"), signal),
  runReportUpdates(ctx("reports"), signal),
  runConnections(ctx, crmDeps, signal),
  runHooks(ctx("hooks"), hookAgents(listOf(env().HOOKS_ALLOW_NETWORKS)), signal),
])
await jobs?.stop()
await Promise.all([pool.end(), jobPool.end()])
process.exit(0)
