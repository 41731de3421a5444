import { z } from "zod"
import { env, publicBaseUrl } from "@/lib/platform/env"
import type { Job } from "@/lib/platform/jobs/job"
import { remind } from "./notifications/remind"
import { replanStageJob } from "./tasks/replan-stage"
import { sendDigests } from "./mail/send-digests"
import { sendEmails, smtpDelivery, type Deliver } from "./mail/send-emails"

const Nothing = z.object({})
type Nothing = z.infer<typeof Nothing>

/** Bells for what has become due, and managers for what nobody did. */
const remindJob: Job<Nothing> = {
  name: "followups:remind",
  payload: Nothing,
  schedule: "*/5 * * * *",
  attemptsMax: 3,
  run: async (ctx) => {
    await remind(ctx)
  },
}

/** Asked often, because the morning comes at another time in each calendar; it writes once a day and person. */
const digestJob: Job<Nothing> = {
  name: "followups:digest",
  payload: Nothing,
  schedule: "*/10 * * * *",
  attemptsMax: 3,
  run: async (ctx) => {
    await sendDigests(ctx, { baseUrl: publicBaseUrl().origin })
  },
}

let delivery: { deliver: Deliver } | undefined

const emailJob: Job<Nothing> = {
  name: "emails:send",
  payload: Nothing,
  schedule: "* * * * *",
  attemptsMax: 1,
  run: async (ctx) => {
    const { SMTP_URL, SMTP_FROM, ONELEAD_DEMO } = env()
    delivery ??= { deliver: smtpDelivery(ONELEAD_DEMO ? undefined : SMTP_URL, SMTP_FROM) }
    await sendEmails(ctx, delivery.deliver)
  },
}

export const FOLLOWUP_JOBS: readonly Job[] = [remindJob, digestJob, emailJob, replanStageJob] as readonly Job[]
