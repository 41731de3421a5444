import { z } from "zod"
import { publicBaseUrl } from "@/lib/platform/env"
import type { Job } from "@/lib/platform/jobs/job"
import { remind } from "./reminders/remind"
import { replanStageJob } from "./tasks/replan-stage"
import { sendDigests } from "./reminders/send-digests"

const Nothing = z.object({})
type Nothing = z.infer<typeof Nothing>

/** Notifies about due tasks, and escalates overdue ones to managers. */
const remindJob: Job<Nothing> = {
  name: "followups:remind",
  payload: Nothing,
  schedule: "*/5 * * * *",
  attemptsMax: 3,
  run: async (ctx) => {
    await remind(ctx)
  },
}

/** Runs often, because morning comes at another time in each calendar; it writes once per day and person. */
const digestJob: Job<Nothing> = {
  name: "followups:digest",
  payload: Nothing,
  schedule: "*/10 * * * *",
  attemptsMax: 3,
  run: async (ctx) => {
    await sendDigests(ctx, { baseUrl: publicBaseUrl().origin })
  },
}

export const FOLLOWUP_JOBS: readonly Job[] = [remindJob, digestJob, replanStageJob] as readonly Job[]
