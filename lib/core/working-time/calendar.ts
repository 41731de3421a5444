import { z } from "zod"
import { isKnownZone } from "@/lib/core/days"

/**
 * The team's working hours: hours per weekday in one time zone, days off, and special periods with their own hours
 * (Ramadan, a trade fair). A day may have several spans, so that a Friday can have its prayer break. The defaults are a
 * rental desk in Dubai: Monday to Saturday, nine to seven.
 */
const LocalTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "Write a time as 09:00.")
const LocalDay = z.iso.date("Write a day as 2026-03-20.")

const Span = z
  .object({ from: LocalTime, to: LocalTime })
  .refine(({ from, to }) => from < to, { message: "The end is not after the start.", path: ["to"] })
export type Span = z.infer<typeof Span>

const Spans = z
  .array(Span)
  .max(4)
  .refine((spans) => spans.every(({ from }, at) => at === 0 || (spans[at - 1]?.to ?? "") <= from), {
    message: "The spans of a day are in order and do not overlap.",
  })

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const
export type Weekday = (typeof WEEKDAYS)[number]

const Week = z.object({ mon: Spans, tue: Spans, wed: Spans, thu: Spans, fri: Spans, sat: Spans, sun: Spans })

const TimeZone = z.string().refine(isKnownZone, { message: "There is no such time zone." })

const Stretch = z
  .object({ name: z.string().trim().min(1).max(80), from: LocalDay, to: LocalDay, week: Week.partial() })
  .refine(({ from, to }) => from <= to, { message: "The last day is before the first.", path: ["to"] })

const DESK: Span[] = [{ from: "09:00", to: "19:00" }]

export const WorkingTime = z
  .object({
    timeZone: TimeZone.default("Asia/Dubai"),
    week: Week.default({ mon: DESK, tue: DESK, wed: DESK, thu: DESK, fri: DESK, sat: DESK, sun: [] }),
    holidays: z
      .array(z.object({ day: LocalDay, name: z.string().trim().min(1).max(80) }))
      .max(400)
      .default([]),
    /** The first special period that covers a day decides; weekdays it does not mention keep their ordinary hours. */
    stretches: z.array(Stretch).max(40).default([]),
  })
  .refine(({ week }) => WEEKDAYS.some((day) => week[day].length > 0), { message: "Some day of the week is worked.", path: ["week"] })
export type WorkingTime = z.infer<typeof WorkingTime>
