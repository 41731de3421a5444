/**
 * Streams labelled events through the matcher and compares what it joined and flagged with the truth, pair by pair.
 *
 * A pair of events is automatic when both are in one lead without an open split item between them; it is reviewed when
 * a split item or a flagged pair of leads is between them. Linkable are the true pairs that a machine could find: an
 * equal value; a value that is equal underneath but was typed differently, with both names; or a phone-only and an
 * email-only event within 48 hours, with both names. Fuzzy pairs share no equal value.
 */
import { emailIdentity, phoneIdentity, type Profile } from "@/lib/core/matching/profile"
import type { LabelledEvent } from "@/e2e/bench/matching-events"
import type { MatchFlag } from "@/lib/core/matching/decide"
import { MemoryStore } from "@/lib/core/matching/testing/memory-store"
import { DEFAULT_MATCH_SETTINGS, type MatchSettings } from "@/lib/core/matching/settings"

export type Quality = { precision: number; recall: number; f1: number }
export type CalibrationBand = { from: number; to: number; flags: number; confirmed: number; rate: number }
export type LeadReport = {
  auto: Quality
  all: Quality
  fuzzy: Quality
  blockingRecall: number
  flagsPer1000: number
  calibration: CalibrationBand[]
  events: number
  leads: number
  microsecondsPerEvent: { p50: number; p95: number; mean: number }
  byReason: Record<string, { flags: number; confirmed: number }>
}
export type PredictedPair = {
  left: LabelledEvent
  right: LabelledEvent
  decision: "auto" | "review"
  reason: string
  bits: number | null
}

type Placed = { event: LabelledEvent; leadId: string; persona: number }
type Flagged = { flag: MatchFlag; leadId: string; event: LabelledEvent }
export type Run = { placed: Placed[]; flags: Flagged[]; seen: Set<string>; micros: number[]; leads: number }

const WINDOW_MS = 48 * 3_600_000

export function runEvents(events: readonly LabelledEvent[], settings: MatchSettings = DEFAULT_MATCH_SETTINGS): Run {
  const store = new MemoryStore(settings)
  const run: Run = { placed: [], flags: [], seen: new Set(), micros: [], leads: 0 }
  const personas = new Map<string, { count: number; ofName: Map<number, number> }>()
  for (const event of events) {
    const before = cpuMicros()
    const { decision, leadId, candidates } = store.receive(event.profile)
    run.micros.push(cpuMicros() - before)
    for (const candidate of candidates) run.seen.add(`${event.profile.id}|${candidate.id}`)
    const people = personas.get(leadId) ?? { count: 1, ofName: new Map<number, number>() }
    personas.set(leadId, people)
    const namesBefore = people.ofName.size
    const namesNow = store.leads.get(leadId)?.names.length ?? 0
    const isNamed = event.profile.names.length > 0
    // Without a name it is unknown which of the people on a split lead wrote: persona −1 differs from all.
    const agreed = decision.agreesWithName === null ? 0 : (people.ofName.get(decision.agreesWithName) ?? 0)
    const persona = decision.outcome === "split" ? people.count++ : isNamed || people.count === 1 ? agreed : -1
    for (let index = namesBefore; index < namesNow; index++) people.ofName.set(index, persona)
    run.placed.push({ event, leadId, persona })
    for (const flag of decision.flags) ask(run, { flag, leadId, event })
  }
  run.leads = store.leads.size
  return run
}

/** A pair is one item, however good its reason becomes. */
function ask(run: Run, flagged: Flagged): void {
  const at = flagged.flag.kind === "pair" ? run.flags.findIndex((known) => isSamePair(known, flagged)) : -1
  if (at === -1) run.flags.push(flagged)
  else run.flags[at] = flagged
}

const isSamePair = (left: Flagged, right: Flagged): boolean =>
  left.flag.kind === "pair" &&
  ((left.leadId === right.leadId && left.flag.leadId === right.flag.leadId) ||
    (left.leadId === right.flag.leadId && left.flag.leadId === right.leadId))

/** Of this thread only: on a busy machine wall time says little. */
export function cpuMicros(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

export function predictedPairs(run: Run): PredictedPair[] {
  const byLead = Map.groupBy(run.placed, (placed) => placed.leadId)
  const pairs: PredictedPair[] = []
  for (const members of byLead.values()) {
    forPairs(members, (one, other) => {
      const isAuto = one.persona === other.persona && one.persona !== -1
      pairs.push({
        left: one.event,
        right: other.event,
        decision: isAuto ? "auto" : "review",
        reason: isAuto ? "same_lead" : "split",
        bits: null,
      })
    })
  }
  const seen = new Set<string>()
  for (const { flag, leadId } of run.flags) {
    const key = [leadId, flag.leadId].toSorted().join("|")
    if (flag.kind !== "pair" || seen.has(key)) continue
    seen.add(key)
    for (const one of byLead.get(leadId) ?? []) {
      for (const other of byLead.get(flag.leadId) ?? []) {
        pairs.push({
          left: one.event,
          right: other.event,
          decision: "review",
          reason: flag.reason,
          bits: flag.evidence.totalBits,
        })
      }
    }
  }
  return pairs
}

export function evaluate(events: readonly LabelledEvent[], run: Run): LeadReport {
  const pairs = predictedPairs(run)
  const truth = linkablePairs(events)
  const auto = pairs.filter((pair) => pair.decision === "auto")
  const autoIds = new Set(auto.map(idOf))
  const fuzzy = pairs.filter((pair) => pair.decision === "review" && !sharesValue(pair.left.profile, pair.right.profile))
  const fuzzyTruth = truth.filter((pair) => !sharesValue(pair.left.profile, pair.right.profile) && !autoIds.has(idOf(pair)))
  const found = truth.filter((pair) => isBlocked(pair, run))
  const sorted = run.micros.toSorted((a, b) => a - b)
  return {
    auto: quality(auto, truth),
    all: quality(pairs, truth),
    fuzzy: quality(fuzzy, fuzzyTruth),
    blockingRecall: found.length / Math.max(1, truth.length),
    flagsPer1000: (run.flags.length / Math.max(1, events.length)) * 1000,
    calibration: calibrate(run),
    events: events.length,
    leads: run.leads,
    microsecondsPerEvent: {
      p50: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
      p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
      mean: sorted.reduce((sum, micros) => sum + micros, 0) / Math.max(1, sorted.length),
    },
    byReason: countReasons(run),
  }
}

type Pair = { left: LabelledEvent; right: LabelledEvent }
const idOf = ({ left, right }: Pair): string => [left.profile.id, right.profile.id].toSorted().join("|")
const isTrue = ({ left, right }: Pair): boolean => left.personId === right.personId

function quality(predicted: readonly Pair[], truth: readonly Pair[]): Quality {
  const ids = new Set(predicted.map(idOf))
  const right = predicted.filter(isTrue).length
  const precision = right / Math.max(1, predicted.length)
  const recall = truth.filter((pair) => ids.has(idOf(pair))).length / Math.max(1, truth.length)
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

export function linkablePairs(events: readonly LabelledEvent[]): Pair[] {
  const pairs: Pair[] = []
  for (const group of Map.groupBy(events, (event) => event.personId).values()) {
    forPairs(group, (left, right) => {
      if (isLinkable(left, right)) pairs.push({ left, right })
    })
  }
  return pairs
}

function isLinkable(left: LabelledEvent, right: LabelledEvent): boolean {
  if (sharesValue(left.profile, right.profile)) return true
  if (left.profile.names.length === 0 || right.profile.names.length === 0) return false
  const sameUnderneath =
    (left.truePhone !== "" && left.truePhone === right.truePhone) || (left.trueEmail !== "" && left.trueEmail === right.trueEmail)
  return sameUnderneath || isComplementary(left.profile, right.profile) || isComplementary(right.profile, left.profile)
}

const isComplementary = (phone: Profile, email: Profile): boolean =>
  phone.phoneOnlyAt !== null && email.emailOnlyAt !== null && Math.abs(phone.phoneOnlyAt - email.emailOnlyAt) <= WINDOW_MS

function sharesValue(left: Profile, right: Profile): boolean {
  const values = new Set([...left.phones.filter(({ ok }) => ok).map(phoneIdentity), ...left.emails.map(emailIdentity)])
  return (
    right.phones.some((phone) => phone.ok && values.has(phoneIdentity(phone))) ||
    right.emails.some((email) => values.has(emailIdentity(email)))
  )
}

/** The pair was compared when the later event met the lead of the earlier one. */
function isBlocked({ left, right }: Pair, run: Run): boolean {
  const leadOf = leadIndex(run)
  const [one, other] = [leadOf.get(left.profile.id) ?? "", leadOf.get(right.profile.id) ?? ""]
  return one === other || run.seen.has(`${left.profile.id}|${other}`) || run.seen.has(`${right.profile.id}|${one}`)
}

const indexes = new WeakMap<Run, Map<string, string>>()
function leadIndex(run: Run): Map<string, string> {
  const index = indexes.get(run) ?? new Map(run.placed.map(({ event, leadId }) => [event.profile.id, leadId]))
  indexes.set(run, index)
  return index
}

/** Whether most events of the flagged lead are the flagging event's person; for a split, the lead's before it. */
function isConfirmed({ flag, event }: Flagged, run: Run): boolean {
  const members = run.placed.filter(
    ({ leadId, event: other }) => leadId === flag.leadId && other !== event && other.profile.firstAt <= event.profile.firstAt,
  )
  const same = members.filter(({ event: other }) => other.personId === event.personId).length
  return members.length > 0 && same * 2 >= members.length
}

function calibrate(run: Run): CalibrationBand[] {
  const edges = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1.0001]
  const flags = run.flags.filter(({ flag }) => flag.kind === "pair")
  return edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1] ?? 1
    const inside = flags.filter(({ flag }) => flag.evidence.probability >= from && flag.evidence.probability < to)
    const confirmed = inside.filter((flagged) => isConfirmed(flagged, run)).length
    return { from, to: Math.min(1, to), flags: inside.length, confirmed, rate: confirmed / Math.max(1, inside.length) }
  })
}

function countReasons(run: Run): Record<string, { flags: number; confirmed: number }> {
  const groups = Object.groupBy(run.flags, ({ flag }) => `${flag.kind}:${flag.reason}`)
  return Object.fromEntries(
    Object.entries(groups).map(([reason, flags = []]) => [
      reason,
      { flags: flags.length, confirmed: flags.filter((flagged) => isConfirmed(flagged, run)).length },
    ]),
  )
}

function forPairs<T>(values: readonly T[], visit: (left: T, right: T) => void): void {
  for (const [index, left] of values.entries()) for (const right of values.slice(index + 1)) visit(left, right)
}
