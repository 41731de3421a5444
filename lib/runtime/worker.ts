import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { runWorker } from "@/lib/intake/run-worker"
import { runJobs } from "@/lib/platform/jobs/run-jobs"
import { log } from "@/lib/platform/log"
import { runReportUpdates } from "@/lib/reports/sums/run-report-updates"
import { runSync } from "@/lib/sync/run-sync"
import { crmDeps } from "./crm-deps"
import { endSignal } from "./end-signal"
import { systemCtx } from "./system-ctx"
import { whenReachable } from "./when-reachable"
import { JOBS } from "./job-list"

/** The worker role: works the inbox off, keeps the CRM in step and runs the jobs until it is asked to end. Run as many as you like. */
const pool = createPool("worker")
const jobPool = createPool("jobs")
const signal = endSignal()
const ctx = (name: string, db = databaseOn(pool)) => systemCtx(name, db)
const jobs = await whenReachable(() => runJobs(ctx("jobs", databaseOn(jobPool)), jobPool, JOBS), signal)
log.info("worker started")
const crm = crmDeps(signal)
await Promise.all([
  runWorker(ctx("worker"), signal),
  runReportUpdates(ctx("reports"), signal),
  crm ? runSync(ctx("hubspot"), crm, signal) : undefined,
])
await jobs?.stop()
await Promise.all([pool.end(), jobPool.end()])
process.exit(0)
