import { MINUTE_MS } from "@/lib/core/time"
import type { Band } from "@/lib/core/lead-states"
import { clockStart, isOverdue, type Question, type TargetClock } from "@/lib/core/response/targets"
import { addWorkingMinutes, workingMinutesBetween } from "@/lib/core/working-time/working-time"

/**
 * The order of the queue: whom to contact next, and why. Each reason has an urgency from 0 to 100. A lead is as urgent
 * as its most urgent reason, and its place is that urgency times the weight of its score.
 *
 * The first reply to a new lead comes first as its target runs out: after five minutes most people have asked another
 * company. Once late, its urgency slowly falls, because a fresh lead can still be answered in time. A WhatsApp window
 * matters only while it is open. Missed calls lose urgency over a working day; waiting messages and due tasks gain with
 * every working hour, and escalated tasks come before the others.
 */
export type QueueLead = {
  leadId: string
  score: number
  band: Band
  /** In the first stage, and not contacted since it arrived. */
  isNew: boolean
  arrivedAt: Date
  /** What the person waits for (see lib/core/response/targets.ts), and whether the newest word was a call that we missed. */
  wait: (Question & { kind: "first_touch" | "first_reply"; isMissedCall: boolean }) | null
  /** When the WhatsApp window closes, if it is open. */
  windowUntil: Date | null
  tasks: readonly { id: string; title: string; at: Date; isEscalated: boolean }[]
}

export const REASON_KINDS = ["first_response", "window", "missed_call", "unanswered", "new_lead", "task"] as const
export type QueueReason = {
  kind: (typeof REASON_KINDS)[number]
  urgency: number
  /** The deadline of a first reply, a window or a task; the start of a wait, or the arrival of a new lead. */
  at: Date
  isLate: boolean
  taskId: string | null
  title: string | null
}

export type Queued<T extends QueueLead> = { lead: T; reasons: QueueReason[]; priority: number }

/**
 * The queue in order, without leads that have no reason. Ties are broken by the older reason, then by id, so the order
 * is total.
 */
export const orderQueue = <T extends QueueLead>(leads: readonly T[], clock: TargetClock): Queued<T>[] =>
  leads
    .flatMap((lead) => {
      const reasons = reasonsOf(lead, clock)
      const [first] = reasons
      return first ? [{ lead, reasons, priority: first.urgency * valueOf(lead) }] : []
    })
    .toSorted(
      (a, b) =>
        b.priority - a.priority ||
        (a.reasons[0]?.at.getTime() ?? 0) - (b.reasons[0]?.at.getTime() ?? 0) ||
        (a.lead.leadId < b.lead.leadId ? -1 : a.lead.leadId > b.lead.leadId ? 1 : 0),
    )

/** From 0.6 for a score of 0 to 1.4 for one of 100. */
const valueOf = ({ score }: Pick<QueueLead, "score">): number => 0.6 + 0.8 * clamp(score / 100)

/** Why this lead is in the queue, most urgent first. */
export const reasonsOf = (lead: QueueLead, clock: TargetClock): QueueReason[] =>
  [...waits(lead, clock), closingWindow(lead, clock), ...lead.tasks.map((task) => dueTask(task, clock))]
    .filter((reason) => reason !== null)
    .toSorted(
      (a, b) => b.urgency - a.urgency || a.at.getTime() - b.at.getTime() || REASON_KINDS.indexOf(a.kind) - REASON_KINDS.indexOf(b.kind),
    )

/** A new lead of whom nobody waits for us (a walk-in, a contact from the CRM) is shown without a clock. */
function waits({ wait, isNew, arrivedAt, band }: QueueLead, { calendar, targets, now }: TargetClock): QueueReason[] {
  const reason = { taskId: null, title: null }
  if (wait === null) {
    const urgency = 45 - 30 * clamp(workingMinutesBetween(calendar, arrivedAt, now) / (3 * DAY_OF_WORK))
    return isNew ? [{ ...reason, kind: "new_lead", urgency, at: arrivedAt, isLate: false }] : []
  }
  const since = clockStart(wait)
  const target = targets[wait.kind].minutes[band]
  const dueAt = addWorkingMinutes(calendar, since, target)
  const isLate = isOverdue(dueAt, now)
  const waited = workingMinutesBetween(calendar, since, now)
  const missed: QueueReason = { ...reason, kind: "missed_call", urgency: 88 - 28 * clamp(waited / DAY_OF_WORK), at: since, isLate }
  if (wait.kind === "first_touch") {
    const urgency = isLate ? 100 - 45 * clamp((waited - target) / DAY_OF_WORK) : 80 + 20 * clamp(waited / target)
    return [{ ...reason, kind: "first_response", urgency, at: dueAt, isLate }, ...(wait.isMissedCall ? [missed] : [])]
  }
  if (wait.isMissedCall) return [missed]
  return [{ ...reason, kind: "unanswered", urgency: 60 + 30 * clamp(waited / target / 4), at: since, isLate }]
}

function closingWindow({ windowUntil, wait }: QueueLead, { targets, now }: TargetClock): QueueReason | null {
  if (windowUntil === null || windowUntil <= now) return null
  const left = minutesBetween(now, windowUntil)
  if (left > targets.windowWarningMinutes) return null
  const closeness = 1 - left / targets.windowWarningMinutes
  // A person who waits for an answer can soon only be sent a template; one we answered may simply have what they need.
  const urgency = wait === null ? 30 + 25 * closeness : 60 + 38 * closeness
  return { kind: "window", urgency, at: windowUntil, isLate: false, taskId: null, title: null }
}

function dueTask(task: QueueLead["tasks"][number], { calendar, now }: TargetClock): QueueReason {
  const isLate = task.at <= now
  const grown = isLate
    ? 50 + 20 * clamp(workingMinutesBetween(calendar, task.at, now) / DAY_OF_WORK)
    : 45 - 25 * clamp(workingMinutesBetween(calendar, now, task.at) / DAY_OF_WORK)
  return { kind: "task", urgency: task.isEscalated ? grown + 15 : grown, at: task.at, isLate, taskId: task.id, title: task.title }
}

const DAY_OF_WORK = 8 * 60

const minutesBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / MINUTE_MS

const clamp = (share: number): number => Math.min(1, Math.max(0, share))
