import { publicBaseUrl } from "@/lib/platform/env"
import { scheduledJob, type Job } from "@/lib/platform/jobs/job"
import { remind } from "./reminders/remind"
import { replanStageJob } from "./tasks/replan-stage"
import { sendDigests } from "./reminders/send-digests"

/** Notifies about due tasks, and escalates overdue ones to managers. */
const remindJob = scheduledJob({
  name: "followups:remind",
  schedule: "*/5 * * * *",
  attemptsMax: 3,
  run: async (ctx) => {
    await remind(ctx)
  },
})

/** Runs often, because morning comes at another time in each calendar; it writes once per day and person. */
const digestJob = scheduledJob({
  name: "followups:digest",
  schedule: "*/10 * * * *",
  attemptsMax: 3,
  run: async (ctx) => {
    await sendDigests(ctx, { baseUrl: publicBaseUrl().origin })
  },
})

export const FOLLOWUP_JOBS: readonly Job[] = [remindJob, digestJob, replanStageJob] as readonly Job[]
