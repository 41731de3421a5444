import { FOLLOWUP_JOBS } from "@/lib/followups/jobs"
import type { Job } from "@/lib/jobs/job"

/** Every job of the product. A job that is not listed here never runs. */
export const JOBS: readonly Job[] = [...FOLLOWUP_JOBS]
