import type { Job } from "@/lib/jobs/job"
import { checkSlaJob } from "@/lib/routing/check-sla"
import { drainOverflowJob } from "@/lib/routing/drain-overflow"

/** Every job of the product. A job that is not listed here never runs. */
export const JOBS: readonly Job[] = [drainOverflowJob, checkSlaJob]
