import { z } from "zod"
import { env } from "@/lib/platform/env"
import type { Job } from "@/lib/platform/jobs/job"
import { sendEmails, smtpDelivery, type Deliver } from "./send-emails"

const Nothing = z.object({})

let delivery: { deliver: Deliver } | undefined

export const emailJob: Job<z.infer<typeof Nothing>> = {
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
