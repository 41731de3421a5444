import type { Job } from "@/lib/jobs/job"
import { RESCORE_JOB } from "@/lib/scoring/rescore-job"
import { foldCounts, scanJob, secondLook, sweepWindow } from "@/lib/matching/jobs"
import { reweighJob } from "@/lib/matching/reweigh-items"
import { compareJob, provisionJob } from "@/lib/sync/jobs"
import { crmDeps } from "./crm-deps"

/** Every job of the product. A job that is not listed here never runs. */
export const JOBS: readonly Job[] = [
  foldCounts,
  sweepWindow,
  secondLook,
  scanJob,
  reweighJob,
  RESCORE_JOB,
  compareJob(crmDeps),
  provisionJob(crmDeps),
]
