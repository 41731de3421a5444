import { z } from "zod"
import type { Band } from "@/lib/core/lead-states"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { addWorkingMinutes, workingMinutesBetween } from "@/lib/core/working-time/working-time"

/**
 * Response targets: how soon a lead is to be assigned, contacted and answered, in working minutes and by the lead's
 * priority. The queue's clock, the escalation and the reports' "in time" all read this one definition.
 *
 * - Assignment runs from the lead's arrival until it has an owner.
 * - First touch runs from the person's first question of the present run until our first contact. A lead that we
 *   contacted before the person asked anything has no first touch to wait for.
 * - First reply runs from the first question since our last contact until our next one.
 *
 * A question that was more than three days old when it reached us, unanswered, is history: nobody waits for it.
 *
 * A target is met until the minute is over: what happens at the due instant is in time. What waits is held against the
 * priority that the lead has now, what is over against the one it had then, so that a reply that raises the score does
 * not turn a contact that was in time into a late one.
 */
export const TARGET_KINDS = ["assignment", "first_touch", "first_reply"] as const
export type TargetKind = (typeof TARGET_KINDS)[number]

/** What happens when a target is missed; an assignment has no owner to take the lead from. */
const WHEN_MISSED = ["off", "notify", "reassign"] as const

const Minutes = z.coerce.number().int().min(1).max(14_400)
const ByBand = z.object({ high: Minutes, normal: Minutes, nurture: Minutes })
export type MinutesByBand = Record<Band, number>

const target = (minutes: MinutesByBand) =>
  z
    .object({ minutes: ByBand.default(minutes), whenMissed: z.enum(WHEN_MISSED).default("notify") })
    .default({ minutes, whenMissed: "notify" })

export const ResponseTargets = z.object({
  assignment: target({ high: 5, normal: 5, nurture: 5 }),
  first_touch: target({ high: 5, normal: 15, nurture: 60 }),
  first_reply: target({ high: 30, normal: 30, nurture: 30 }),
  /** Who is told of a missed target; null means every manager. */
  escalateTo: z.uuid().nullable().default(null),
  /** A task overdue by so many working hours is escalated to a manager. */
  escalateTasksAfterHours: z.coerce.number().int().min(1).max(200).default(4),
  /** A WhatsApp window is shown in the queue when it closes within so many minutes. */
  windowWarningMinutes: z.coerce.number().int().min(1).max(10_000).default(240),
})
export type ResponseTargets = z.infer<typeof ResponseTargets>

/** What was missed, as whoever is told reads it. */
export const MISSED_WORDS: Record<TargetKind, string> = {
  assignment: "Assignment overdue",
  first_touch: "First contact overdue",
  first_reply: "Reply overdue",
}

/** A question of a person's: when it was asked, and when it reached us. */
export type Question = { askedAt: Date; knownAt: Date }

/**
 * When the clock of a question starts: when it reached us, because an event that comes late is nobody's delay. Of a
 * question that was over before it reached us (an import, a replay) the wait counts as it was.
 */
export const clockStart = ({ askedAt, knownAt }: Question, endedAt: Date | null = null): Date =>
  knownAt <= askedAt || (endedAt !== null && endedAt < knownAt) ? askedAt : knownAt

export const isOverdue = (dueAt: Date, now: Date): boolean => now > dueAt

/** The first question of a lead that had not heard from us, and how its wait ended. */
export type FirstQuestion = Question & {
  /** Our first contact since. */
  answeredAt: Date | null
  /** The lead was moved on, or a colleague closed the reply by hand: whoever did so has dealt with it. */
  settledAt: Date | null
  /** The priority when the wait ended; the present one while it lasts. */
  band: Band
}

/**
 * `waiting`: no contact yet, and none is due. `in_time`, `late`: by when the contact came, or was due and has not come.
 * `settled`: dealt with before it was due, without a contact; it says nothing about how fast we answer.
 */
export type ResponseState = "waiting" | "in_time" | "late" | "settled"
export type FirstResponse = {
  state: ResponseState
  dueAt: Date
  /** Working minutes until our first contact, as a fraction; null when there was none. */
  minutes: number | null
}

export type TargetClock = { targets: ResponseTargets; calendar: WorkingTime; now: Date }

/** How a lead's first question fared. */
export function firstResponseOf(question: FirstQuestion, { targets, calendar, now }: TargetClock): FirstResponse {
  const { answeredAt, settledAt, band } = question
  const isAnswered = answeredAt !== null && (settledAt === null || answeredAt <= settledAt)
  const endedAt = isAnswered ? answeredAt : settledAt
  const startedAt = clockStart(question, endedAt)
  const dueAt = addWorkingMinutes(calendar, startedAt, targets.first_touch.minutes[band])
  const minutes = answeredAt === null ? null : workingMinutesBetween(calendar, startedAt, answeredAt)
  if (isOverdue(dueAt, endedAt ?? now)) return { state: "late", dueAt, minutes }
  return { state: endedAt === null ? "waiting" : isAnswered ? "in_time" : "settled", dueAt, minutes }
}
