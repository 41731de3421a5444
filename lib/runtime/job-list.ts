import type { Job } from "@/lib/jobs/job"
import { RESCORE_JOB } from "@/lib/scoring/rescore-job"

/** Every job of the product. A job that is not listed here never runs. */
export const JOBS: readonly Job[] = [RESCORE_JOB]
