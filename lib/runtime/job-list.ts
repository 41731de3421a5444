import type { Job } from "@/lib/jobs/job"
import { REPORT_JOBS } from "@/lib/reports/jobs"

/** Every job of the product. A job that is not listed here never runs. */
export const JOBS: readonly Job[] = [...REPORT_JOBS]
