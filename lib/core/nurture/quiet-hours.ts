import { z } from "zod"
import { WorkingTime } from "@/lib/core/working-time/calendar"

/**
 * When messages may be sent, and how results are attributed. The window is independent of the team's working hours: a
 * customer may be written to on a Sunday, and not at midnight.
 */
const Clock = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "Write a time as 09:00.")

export const NurtureSettings = z
  .object({
    /** Null means the team's zone. */
    timeZone: z
      .string()
      .trim()
      .nullable()
      .default(null)
      .transform((zone) => zone || null),
    from: Clock.default("09:00"),
    until: Clock.default("20:00"),
    /** A message of the person within so many days after a step counts as a reply to it, a booking as its booking. */
    replyDays: z.int().min(1).max(60).default(7),
    bookingDays: z.int().min(1).max(180).default(30),
  })
  .refine(({ from, until }) => from < until, { message: "The end is not after the start.", path: ["until"] })
  .refine(({ timeZone }) => timeZone === null || WorkingTime.safeParse({ timeZone }).success, {
    message: "There is no such time zone.",
    path: ["timeZone"],
  })
export type NurtureSettings = z.infer<typeof NurtureSettings>

/** The daily window as a calendar to calculate with. */
export function sendWindow({ timeZone: own, from, until }: NurtureSettings, team: Pick<WorkingTime, "timeZone">): WorkingTime {
  const timeZone = own ?? team.timeZone
  const day = [{ from, to: until }]
  return WorkingTime.parse({ timeZone, week: { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day } })
}
