import { z } from "zod"

const Minutes = z.coerce.number().int().min(1).max(10_000)

/** Response targets, in working minutes; and when an overdue task is escalated. */
export const ResponseTargets = z.object({
  firstResponseMinutes: z.object({ high: Minutes, normal: Minutes, nurture: Minutes }).default({ high: 5, normal: 15, nurture: 60 }),
  replyMinutes: Minutes.default(30),
  /** A task overdue by so many working hours is escalated to a manager. */
  escalateAfterHours: z.coerce.number().int().min(1).max(200).default(4),
  /** A WhatsApp window is shown in the queue when it closes within so many minutes. */
  windowWarningMinutes: Minutes.default(240),
})
export type ResponseTargets = z.infer<typeof ResponseTargets>
