import { z } from "zod"

const Minutes = z.coerce.number().int().min(1).max(10_000)

/** How soon we mean to answer, in working minutes; and when what is late becomes somebody else's concern. */
export const ResponseTargets = z.object({
  firstResponseMinutes: z.object({ high: Minutes, normal: Minutes, nurture: Minutes }).default({ high: 5, normal: 15, nurture: 60 }),
  replyMinutes: Minutes.default(30),
  /** A task overdue by so many working hours is brought before a manager. */
  escalateAfterHours: z.coerce.number().int().min(1).max(200).default(4),
  /** A WhatsApp window is worth a mention when it closes within so many minutes of the clock. */
  windowWarningMinutes: Minutes.default(240),
})
export type ResponseTargets = z.infer<typeof ResponseTargets>
