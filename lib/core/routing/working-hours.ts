import { z } from "zod"
import { clock } from "@/lib/core/routing/hours-text"
import { WEEKDAYS, WorkingTime, type Span } from "@/lib/core/working-time/calendar"

/**
 * One person's working hours, where they differ from the team's: for each day of the week (0 is Sunday) spans in
 * minutes from midnight. A span may not cross midnight: a night shift is two spans. Holidays are the team's.
 */
const OwnSpan = z
  .tuple([z.number().int().min(0).max(1439), z.number().int().min(1).max(1440)])
  .refine(([from, to]) => from < to, "A span ends after it begins.")

export const WorkingHours = z.array(z.array(OwnSpan)).length(7)
export type WorkingHours = z.infer<typeof WorkingHours>

/** A person's own week in the team's calendar. */
export const ownCalendar = (team: WorkingTime, hours: WorkingHours): WorkingTime => ({
  ...team,
  stretches: [],
  week: Object.fromEntries(WEEKDAYS.map((day, at) => [day, (hours[(at + 1) % 7] ?? []).map(spanOf)])) as WorkingTime["week"],
})

const spanOf = ([from, to]: WorkingHours[number][number]): Span => ({ from: clock(from), to: clock(to) })
