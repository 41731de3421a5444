import { dayOf, addDays } from "@/lib/core/days"
import { DAY_MS } from "@/lib/core/time"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { nextWorkingInstant, addWorkingDays, onDay } from "@/lib/core/working-time/working-time"
import type { CancelReason, TaskKind, TaskOutcome, TaskStatus } from "./task-states"

/**
 * Which tasks a lead should have, and how to get there from the tasks it has.
 *
 * A lead in an open stage has one set of follow-ups, counted from the moment it entered the stage. When the person
 * writes or calls, the follow-ups are cancelled and one reply is due now. When we have answered, the follow-ups start
 * again, counted from that answer, so that a person who goes quiet a second time is not forgotten. Any contact of ours
 * on a follow-up's day or later completes it. A lead that is booked, lost or merged has no open tasks, except for what
 * a connected system skipped when it moved the lead there.
 *
 * The plan describes the wanted state, not an event, so it may run any number of times and on events in any order:
 * running it again on its own result changes nothing. What a colleague closed stays closed.
 */
export type LeadFacts = {
  leadId: string
  /** False when it was merged into another lead. */
  isActive: boolean
  /** Customers and unidentified chats have no stage, and therefore no cadence. */
  isOnBoard: boolean
  outcome: "open" | "won" | "lost"
  stageId: string
  run: number
  enteredAt: Date
  /** Days after the start; empty for a stage without follow-ups. */
  cadence: readonly number[]
  /** The newest message or call of the person, and whether it was a call we missed. */
  personAt: Date | null
  isMissedCall: boolean
  /** Our first contact since then, and our newest one. */
  answeredAt: Date | null
  agentAt: Date | null
}

export type TaskFacts = {
  id: string
  kind: TaskKind
  status: TaskStatus
  stageId: string | null
  enteredAt: Date | null
  step: number | null
  plannedFrom: Date | null
  dueAt: Date
  doneAt: Date | null
  cancelledReason: string | null
}

export type TaskPlan = {
  insert: { kind: "follow_up" | "reply"; title: string; step: number | null; plannedFrom: Date; dueAt: Date }[]
  /** Open (again), counted from another moment. */
  replan: { id: string; plannedFrom: Date; dueAt: Date }[]
  done: { id: string; outcome: TaskOutcome; at: Date }[]
  cancel: { id: string; reason: CancelReason }[]
}

/** Work that was due longer ago than this when first seen (a replay, an import) is history, not a task. */
export const STALE_DAYS = 3
const STALE_MS = STALE_DAYS * DAY_MS

type Clock = { calendar: WorkingTime; now: Date; isMerge?: boolean }

export function planTasks(lead: LeadFacts, tasks: readonly TaskFacts[], clock: Clock): TaskPlan {
  const plan: TaskPlan = { insert: [], replan: [], done: [], cancel: [] }
  const open = tasks.filter(({ status }) => status === "open")
  const closed = closedBecause(lead)
  if (closed !== null) {
    for (const task of open) if (endsWith(closed, task)) plan.cancel.push({ id: task.id, reason: closed })
    return plan
  }
  const answeredAt = answerOf(lead, tasks)
  planReply(plan, lead, { tasks, answeredAt, clock })
  planCadence(plan, lead, { tasks, answeredAt, clock })
  return plan
}

function closedBecause(lead: LeadFacts): CancelReason | null {
  if (!lead.isActive) return "merged"
  if (!lead.isOnBoard) return "off_board"
  return lead.outcome === "won" ? "booked" : lead.outcome === "lost" ? "lost" : null
}

function endsWith(closed: CancelReason, { kind }: TaskFacts): boolean {
  if (closed === "off_board") return kind === "follow_up" || kind === "reply" || kind === "exception"
  return closed === "merged" || kind !== "exception"
}

/** A contact, or a reply closed by hand: answered elsewhere, or not worth an answer. */
function answerOf({ personAt, answeredAt }: LeadFacts, tasks: readonly TaskFacts[]): Date | null {
  if (personAt === null) return null
  if (answeredAt !== null) return answeredAt
  const byHand = tasks.find(
    (task) =>
      task.kind === "reply" &&
      (task.status === "done" || task.cancelledReason === "person") &&
      task.plannedFrom !== null &&
      task.plannedFrom >= personAt,
  )
  return byHand?.doneAt ?? null
}

type Situation = { tasks: readonly TaskFacts[]; answeredAt: Date | null; clock: Clock }

function planReply(plan: TaskPlan, { personAt, isMissedCall, enteredAt }: LeadFacts, { tasks, answeredAt, clock }: Situation): void {
  const [first, ...doubles] = tasks.filter(({ kind, status }) => kind === "reply" && status === "open")
  for (const { id } of doubles) plan.cancel.push({ id, reason: "merged" })
  if (personAt === null) {
    if (first) plan.cancel.push({ id: first.id, reason: "replied" })
    return
  }
  if (answeredAt !== null) {
    if (first) plan.done.push({ id: first.id, outcome: "answered", at: answeredAt })
    return
  }
  if (first) {
    // A further message joins the open reply, which is due since the first message.
    if (first.plannedFrom === null || first.plannedFrom < personAt)
      plan.replan.push({ id: first.id, plannedFrom: personAt, dueAt: first.dueAt })
    return
  }
  const isReply = personAt > enteredAt && clock.now.getTime() - personAt.getTime() <= STALE_MS
  if (!isReply) return
  const dueAt = nextWorkingInstant(clock.calendar, personAt)
  const again = tasks.find((task) => task.kind === "reply" && isRevivable(task) && isAt(task.plannedFrom, personAt))
  if (again) plan.replan.push({ id: again.id, plannedFrom: personAt, dueAt })
  else plan.insert.push({ kind: "reply", title: isMissedCall ? "Call back" : "Reply", step: null, plannedFrom: personAt, dueAt })
}

function planCadence(plan: TaskPlan, lead: LeadFacts, { tasks, answeredAt, clock }: Situation): void {
  const all = tasks.filter(({ kind }) => kind === "follow_up")
  const visit = all.filter((task) => task.stageId === lead.stageId && isAt(task.enteredAt, lead.enteredAt))
  const drop = (task: TaskFacts, reason: CancelReason) => task.status === "open" && plan.cancel.push({ id: task.id, reason })
  for (const task of all) if (!visit.includes(task)) drop(task, clock.isMerge ? "merged" : "left_stage")

  const hasReplied = lead.personAt !== null && lead.personAt > lead.enteredAt
  const from = hasReplied ? answeredAt : lead.enteredAt
  if (from === null) {
    for (const task of visit) drop(task, "replied")
    return
  }
  const current = visit.filter((task) => isAt(task.plannedFrom, from))
  const older = visit.filter((task) => !isAt(task.plannedFrom, from))
  const taken = new Set<string>()
  for (const { step, dueAt } of cadenceDueTimes(clock.calendar, from, lead.cadence)) {
    const isOver = clock.now.getTime() - dueAt.getTime() > STALE_MS || isContacted(lead, { plannedFrom: from, dueAt }, clock)
    const known =
      current.find((task) => task.step === step && (task.status === "open" || !isRevivable(task))) ??
      current.find((task) => task.step === step)
    if (known) {
      taken.add(known.id)
      keepKnown(plan, lead, known, { isOver, dueAt, from, clock })
    } else if (!isOver) {
      const reusable = older.find((task) => task.step === step && (task.status === "open" || isRevivable(task)))
      if (reusable) taken.add(reusable.id)
      if (reusable) plan.replan.push({ id: reusable.id, plannedFrom: from, dueAt })
      else plan.insert.push({ kind: "follow_up", title: `Follow up, day ${step}`, step, plannedFrom: from, dueAt })
    }
  }
  for (const task of visit) if (!taken.has(task.id)) drop(task, reasonOf(lead, task, from))
}

/** Why a task of this run is no longer wanted: another start, a day the stage no longer has, or a duplicate from a merge. */
const reasonOf = ({ cadence }: LeadFacts, { plannedFrom, step }: TaskFacts, from: Date): CancelReason =>
  !isAt(plannedFrom, from) ? "replied" : step === null || cadence.includes(step) ? "merged" : "cadence"

function keepKnown(
  plan: TaskPlan,
  lead: LeadFacts,
  task: TaskFacts,
  { isOver, dueAt, from, clock }: { isOver: boolean; dueAt: Date; from: Date; clock: Clock },
): void {
  if (task.status === "open" && lead.agentAt !== null && isContacted(lead, { plannedFrom: from, dueAt: task.dueAt }, clock))
    plan.done.push({ id: task.id, outcome: "contacted", at: lead.agentAt })
  else if (isRevivable(task) && !isOver) plan.replan.push({ id: task.id, plannedFrom: from, dueAt })
}

const isContacted = ({ agentAt }: LeadFacts, task: { plannedFrom: Date; dueAt: Date }, { calendar }: Clock): boolean =>
  agentAt !== null && agentAt > task.plannedFrom && dayOf(agentAt, calendar.timeZone) >= dayOf(task.dueAt, calendar.timeZone)

const isRevivable = (task: TaskFacts): boolean => task.status === "cancelled" && task.cancelledReason !== "person"

const isAt = (a: Date | null, b: Date): boolean => a !== null && a.getTime() === b.getTime()

/**
 * When the follow-ups of a stage are due. Day 1, 3 and 7 are days after the start, at the same time of day, moved into
 * working hours. Two steps never fall on one day: when holidays push them together, the later one goes a working day
 * further, so that an office that opens after a long weekend does not call a person twice before noon.
 */
export function cadenceDueTimes(calendar: WorkingTime, from: Date, days: readonly number[]): { step: number; dueAt: Date }[] {
  const dues: { step: number; dueAt: Date }[] = []
  for (const step of [...new Set(days)].toSorted((a, b) => a - b)) {
    const wanted = nextWorkingInstant(calendar, onDay(calendar, from, addDays(dayOf(from, calendar.timeZone), step)))
    const last = dues.at(-1)?.dueAt
    const isTooSoon = last !== undefined && dayOf(wanted, calendar.timeZone) <= dayOf(last, calendar.timeZone)
    dues.push({ step, dueAt: isTooSoon ? addWorkingDays(calendar, last, 1) : wanted })
  }
  return dues
}
