import { channelLabel } from "@/lib/core/channels"
import { DAY_MS, MINUTE_MS } from "@/lib/core/time"
import type { Band } from "@/lib/core/lead-states"
import type { Evidence, LeadFacts, ReplyFact } from "@/lib/core/scoring/facts"
import { findIntent, indexIntent, type IntentIndex, type IntentWords } from "@/lib/core/scoring/intent"
import { bandOf, SCORE_RULE_IDS, type ScoreRuleId, type ScoreRules } from "@/lib/core/scoring/rules"
import { namesVehicle } from "@/lib/core/scoring/vehicle"
import { quoteAround } from "@/lib/core/scoring/words"

/** A rule that holds, its points, and why. */
export type ScorePart = { rule: ScoreRuleId; points: number; evidence: Evidence[] }

export type LeadScore = {
  /** 0–100. */
  score: number
  band: Band
  /** In the order of the rules; their points add up to the score before it is capped. */
  parts: ScorePart[]
}

export function scoreLead(facts: LeadFacts, rules: ScoreRules): LeadScore {
  const parts = SCORE_RULE_IDS.flatMap((rule): ScorePart[] => {
    const { enabled, points } = rules[rule]
    if (!enabled || points === 0) return []
    const evidence = EVIDENCE[rule](facts, rules)
    return evidence.length > 0 ? [{ rule, points, evidence }] : []
  })
  const sum = parts.reduce((total, { points }) => total + points, 0)
  const score = Math.min(100, Math.max(0, sum))
  return { score, band: bandOf(score, rules.thresholds), parts }
}

/** Rules that do not hold yet, highest points first. */
export const openRules = (parts: readonly Pick<ScorePart, "rule">[], rules: ScoreRules): { rule: ScoreRuleId; points: number }[] =>
  SCORE_RULE_IDS.filter((rule) => rules[rule].enabled && rules[rule].points > 0 && !parts.some((part) => part.rule === rule))
    .map((rule) => ({ rule, points: rules[rule].points }))
    .sort((a, b) => b.points - a.points)

const EVIDENCE_MAX = 3
/** Whether a rule holds is whether there is evidence for it. */
const EVIDENCE: Record<ScoreRuleId, (facts: LeadFacts, rules: ScoreRules) => Evidence[]> = {
  valid_uae_phone: ({ phones }) =>
    oldest(phones.filter(({ value, strength }) => strength === "personal" && value.startsWith("+971"))).map(
      ({ value, at, identityId, touchpointId }) => ({ text: value, at, identityId, ...touch(touchpointId) }),
    ),
  responded_to_follow_up: ({ replies }, rules) => quickestReply(replies, rules.responded_to_follow_up.withinDays),
  specific_vehicle: ({ vehicles }, rules) =>
    oldest(vehicles.filter(({ value, isFromPerson }) => isFromPerson && namesVehicle(value, rules.specific_vehicle.genericWords))).map(
      ({ value, at, touchpointId }) => ({ text: value, at, ...touch(touchpointId) }),
    ),
  rental_history: rentalHistory,
  multiple_channels: manyChannels,
  high_intent_words: highIntent,
}

const touch = (touchpointId: string | null): { touchpointId?: string } => (touchpointId === null ? {} : { touchpointId })

const oldest = <T extends { at: string; value: string }>(facts: readonly T[]): T[] =>
  facts.toSorted((a, b) => compare(a.at, b.at) || compare(a.value, b.value)).slice(0, EVIDENCE_MAX)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function quickestReply(replies: readonly ReplyFact[], withinDays: number): Evidence[] {
  const timely = replies
    .map((reply) => ({ ...reply, gapMs: Date.parse(reply.at) - Date.parse(reply.ourAt) }))
    .filter(({ gapMs }) => gapMs > 0 && gapMs <= withinDays * DAY_MS)
    .sort((a, b) => a.gapMs - b.gapMs || compare(a.at, b.at) || compare(a.touchpointId, b.touchpointId))
  return timely.slice(0, 1).map(({ kind, at, gapMs, touchpointId }) => ({
    text: `${kind === "call" ? "Took a call" : "Replied"} ${lengthOf(gapMs)} after we had been in touch`,
    at,
    touchpointId,
  }))
}

function lengthOf(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE_MS))
  if (minutes < 90) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`
}

/** A finished rental, or a booking from before this run; a cancelled one does not count. */
function rentalHistory({ bookings, runStartedAt }: LeadFacts): Evidence[] {
  return bookings
    .filter(
      ({ status, bookedAt }) =>
        status === "completed" || (status === "created" && bookedAt !== null && runStartedAt !== null && bookedAt < runStartedAt),
    )
    .toSorted((a, b) => compare(b.statusAt, a.statusAt) || compare(a.bookingId, b.bookingId))
    .slice(0, EVIDENCE_MAX)
    .map(({ bookingId, status, vehicle, statusAt, touchpointId }) => ({
      text: `${status === "completed" ? "Rental completed" : "Booked before"}: ${[vehicle, bookingId].filter(Boolean).join(", ")}`,
      at: statusAt,
      bookingId,
      ...touch(touchpointId),
    }))
}

/** A booking or a CRM record is not a channel of the person's. */
const SYSTEMS = new Set(["erp", "hubspot", "import"])

function manyChannels({ contacts }: LeadFacts): Evidence[] {
  const first = new Map<string, LeadFacts["contacts"][number]>()
  for (const contact of contacts) {
    const known = first.get(contact.channel)
    const isEarlier = known && (compare(contact.at, known.at) || compare(contact.touchpointId, known.touchpointId)) < 0
    if (!SYSTEMS.has(contact.channel) && (!known || isEarlier)) first.set(contact.channel, contact)
  }
  if (first.size < 2) return []
  return [...first.values()]
    .sort((a, b) => compare(a.at, b.at) || compare(a.touchpointId, b.touchpointId))
    .map(({ channel, at, touchpointId }) => ({ text: channelLabel(channel), at, touchpointId }))
}

function highIntent({ messages, intent }: LeadFacts, rules: ScoreRules): Evidence[] {
  const { words, inForms } = rules.high_intent_words
  const index = indexOf(words)
  const found = messages
    .filter(({ isForm }) => inForms || !isForm)
    .flatMap(({ touchpointId, at, text }): Evidence[] => {
      const [hit] = findIntent(index, text)
      if (!hit) return []
      return [{ text: `“${quoteAround(text, hit.start, hit.end)}”`, at, words: text.slice(hit.start, hit.end), touchpointId }]
    })
  const each = new Map([...intent, ...found].map((one) => [one.touchpointId, one]))
  return [...each.values()]
    .sort((a, b) => compare(b.at ?? "", a.at ?? "") || compare(b.touchpointId ?? "", a.touchpointId ?? ""))
    .slice(0, EVIDENCE_MAX)
}

const indexes = new WeakMap<IntentWords, IntentIndex>()

function indexOf(words: IntentWords): IntentIndex {
  const known = indexes.get(words)
  if (known) return known
  const index = indexIntent(words)
  indexes.set(words, index)
  return index
}
