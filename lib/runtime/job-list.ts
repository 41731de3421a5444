import { IMPORT_JOBS } from "@/lib/imports/import-jobs"
import { FOLLOWUP_JOBS } from "@/lib/followups/jobs"
import type { Job } from "@/lib/jobs/job"
import { NURTURE_JOBS } from "@/lib/nurture/jobs"
import { RESCORE_JOB } from "@/lib/scoring/rescore-job"
import { foldCounts, scanJob, secondLook, sweepWindow } from "@/lib/matching/jobs"
import { reweighJob } from "@/lib/matching/reweigh-items"

/** Every job of the product. A job that is not listed here never runs. */
export const JOBS: readonly Job[] = [
  foldCounts,
  sweepWindow,
  secondLook,
  scanJob,
  reweighJob,
  RESCORE_JOB,
  ...IMPORT_JOBS,
  ...FOLLOWUP_JOBS,
  ...NURTURE_JOBS,
]
