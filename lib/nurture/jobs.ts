import { scheduledJob, type Job } from "@/lib/platform/jobs/job"
import { enrolWaitingJob } from "./enrolment/enrol-waiting"
import { runNurture } from "./sending/run-nurture"
import { configuredSenders, type Senders } from "./sending/senders"

let senders: Senders | undefined

/** Takes the steps that are due, every minute. */
const stepJob = scheduledJob({
  name: "nurture:step",
  schedule: "* * * * *",
  attemptsMax: 1,
  run: async (ctx, signal) => {
    senders ??= configuredSenders()
    await runNurture(ctx, senders, signal)
  },
})

export const NURTURE_JOBS: readonly Job[] = [stepJob, enrolWaitingJob] as readonly Job[]
