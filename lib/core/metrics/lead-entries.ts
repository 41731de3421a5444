import { creditsOf, splitAmount, type Visit } from "./attribution"
import { MINUTE_MS } from "@/lib/core/time"
import { dayOf, daysBetween } from "@/lib/core/days"
import {
  ENTERED_MEASURES,
  FIRST_RESPONSE,
  FUNNEL_STAGES,
  NOBODY,
  OPEN_STAGES,
  type Dimensions,
  type Entry,
  type Measure,
  type Path,
  type Stay,
} from "./measures"
import { pathOf } from "./paths"
import { firstResponseOf, type FirstQuestion, type FirstResponse, type TargetClock } from "@/lib/core/response/targets"

/** Everything about one lead that a metric may depend on. Moves, visits and bookings in order of time. */
export type LeadHistory = {
  leadId: string
  firstTouchAt: Date
  firstChannel: string
  ownerId: string | null
  band: string
  stageId: string
  stageEnteredAt: Date
  moves: readonly { to: string; at: Date }[]
  visits: readonly Visit[]
  bookings: readonly { status: string; at: Date; amountMinor: number | null; currency: string | null }[]
  /** A review item asked whether this lead is another lead's person. */
  isQuestioned: boolean
  /** When leads were merged into this one, by merges that were not undone. */
  merges: readonly Date[]
  /** The person's first question, if we had not been in touch before it. */
  asked: FirstQuestion | null
}

export type CountingRules = TargetClock & { timeZone: string; currency: string }

type LeadPostings = { entries: Entry[]; stays: Stay[]; paths: Path[] }

/**
 * The postings of one lead, computed from its whole history and the clock alone. Running it twice gives the same, and the
 * order in which facts arrive does not matter: late events, merges and undo need no rule of their own.
 */
export function postingsOf(lead: LeadHistory, rules: CountingRules): LeadPostings {
  const dimensions = dimensionsOf(lead)
  const postings = new Postings(dimensions)
  const day = (at: Date) => dayOf(at, rules.timeZone)
  const response = lead.asked && firstResponseOf(lead.asked, rules)
  postCohort(postings, lead, response, day(lead.firstTouchAt))
  for (const { to, at } of lead.moves) {
    const measure = `entered_${to}`
    if (isEntered(measure)) postings.post(day(at), measure, 1)
  }
  if (isOpen(lead.stageId)) postings.post(day(lead.stageEnteredAt), `open_${lead.stageId}`, 1)
  const departures = departuresOf(lead)
  for (const { stage, at, isOnward } of departures) {
    postings.post(day(at), `left_${stage}`, 1)
    if (isOnward) postings.post(day(at), `advanced_${stage}`, 1)
  }
  const paths = postBookings(postings, lead, rules, day)
  for (const at of lead.merges) postings.post(day(at), "merges", 1)
  const waits =
    response?.minutes == null ? [] : [{ stage: FIRST_RESPONSE, day: day(lead.firstTouchAt), minutes: Math.floor(response.minutes) }]
  const stays = departures.map(({ stage, at, minutes: stayed }) => ({ stage, day: day(at), minutes: stayed }))
  return { entries: postings.entries(), stays: [...waits, ...stays], paths }
}

function dimensionsOf(lead: LeadHistory): Dimensions {
  const marked = lead.visits.find(({ source, campaign }) => source !== "" || campaign !== "")
  return {
    channel: lead.firstChannel,
    ownerId: lead.ownerId ?? NOBODY,
    source: marked?.source ?? "",
    campaign: marked?.campaign ?? "",
    band: lead.band,
  }
}

function postCohort(postings: Postings, lead: LeadHistory, response: FirstResponse | null, day: string): void {
  postings.post(day, "leads", 1)
  const furthest = Math.max(0, ...[lead.stageId, ...lead.moves.map(({ to }) => to)].map(placeIn))
  for (const stage of FUNNEL_STAGES.slice(1, furthest + 1)) postings.post(day, `reached_${stage}` as Measure, 1)
  if (lead.stageId === "lost") postings.post(day, "lost", 1)
  if (lead.isQuestioned) postings.post(day, "questioned", 1)
  postings.post(day, "absorbed", lead.merges.length)
  if (!response) return
  postings.post(day, "asked", 1)
  if (response.minutes !== null) postings.post(day, "answered", 1)
  if (response.state === "in_time") postings.post(day, "answered_in_sla", 1)
  if (response.state === "late") postings.post(day, "late", 1)
  if (response.state !== "waiting") return
  postings.post(day, "waiting", 1)
  postings.holdUntil(day, response.dueAt)
}

function postBookings(postings: Postings, lead: LeadHistory, rules: CountingRules, day: (at: Date) => string): Path[] {
  const paths: Path[] = []
  const arrival = day(lead.firstTouchAt)
  for (const booking of lead.bookings) {
    const on = day(booking.at)
    if (booking.status === "cancelled" || on < arrival) continue
    const amount = booking.currency === rules.currency ? (booking.amountMinor ?? 0) : 0
    postings.post(on, "bookings", 1)
    if (booking.currency !== null && booking.currency !== rules.currency) postings.post(on, "foreign_bookings", 1)
    postings.post(on, "revenue", amount)
    const visits = visitsBefore(lead, booking.at)
    paths.push({
      day: on,
      channels: pathOf(visits.length > 0 ? visits.map(({ channel }) => channel) : [lead.firstChannel]),
      sources: pathOf(visits.length > 0 ? visits.map(({ source }) => source) : [""]),
      visits: visits.length,
      days: daysBetween(arrival, on),
      revenue: amount,
    })
    for (const model of ["last", "linear", "position"] as const) {
      const credits = creditsOf(model, visits.length || 1)
      const amounts = splitAmount(amount, credits)
      credits.forEach((credit, at) => {
        const visit = visits[at]
        postings.post(on, `${model}_bookings`, credit, visit)
        postings.post(on, `${model}_revenue`, amounts[at] ?? 0, visit)
      })
    }
  }
  return paths
}

/** A visit on the day of a booking counts as before it, though the rental system may have reported first. */
function visitsBefore({ visits }: LeadHistory, at: Date): Visit[] {
  const before = visits.filter((visit) => visit.at <= at)
  return before.length > 0 ? before : visits.slice(0, 1)
}

type OpenStage = Exclude<(typeof OPEN_STAGES)[number], "booked">
type Departure = { stage: OpenStage; at: Date; minutes: number; isOnward: boolean }

/** Each stage that was left, by which move, and whether that move went onward. */
function departuresOf({ moves }: LeadHistory): Departure[] {
  // Entering a stage again while in it, as after a merge, does not end the stay.
  const stays = moves.filter(({ to }, at) => at === 0 || to !== moves[at - 1]?.to)
  return stays.slice(1).flatMap((next, index) => {
    const entered = stays[index]
    if (!entered || !isOpen(entered.to)) return []
    const minutes = Math.floor((next.at.getTime() - entered.at.getTime()) / MINUTE_MS)
    return [{ stage: entered.to, at: next.at, minutes, isOnward: placeIn(next.to) > placeIn(entered.to) }]
  })
}

const placeIn = (stage: string): number => FUNNEL_STAGES.findIndex((id) => id === stage)

const isOpen = (stage: string): stage is OpenStage => OPEN_STAGES.some((id) => id === stage)

const isEntered = (measure: string): measure is (typeof ENTERED_MEASURES)[number] => ENTERED_MEASURES.some((id) => id === measure)

/** Collects postings by day and dimensions; empty postings are dropped. */
class Postings {
  private readonly rows = new Map<string, Entry>()

  constructor(private readonly dimensions: Dimensions) {}

  post(day: string, measure: Measure, value: number, visit?: Pick<Visit, "channel" | "source" | "campaign">): void {
    if (value === 0) return
    const { measures } = this.row(day, visit)
    measures[measure] = (measures[measure] ?? 0) + value
  }

  /** Says until when the postings of a day hold by themselves. */
  holdUntil(day: string, at: Date): void {
    this.row(day).dueAt = at
  }

  entries(): Entry[] {
    return [...this.rows.values()]
  }

  private row(day: string, visit?: Pick<Visit, "channel" | "source" | "campaign">): Entry {
    const { channel, source, campaign } = visit ?? this.dimensions
    const key = [day, channel, source, campaign].join("\u0000")
    const known = this.rows.get(key)
    if (known) return known
    const made: Entry = { ...this.dimensions, channel, source, campaign, day, measures: {}, dueAt: null }
    this.rows.set(key, made)
    return made
  }
}
