import { TRUST_LEVELS, type LeadField, type Trust } from "@/lib/core/lead-event"

/**
 * Which value of a field survives when several are known.
 *
 * A colleague's own edit beats any machine, a verified value (a booking, a connected system) beats a stated one, a
 * stated one beats what an anonymous visitor claims, that beats a channel profile, any of these beats an anonymous visitor
 * about a known person, and within one trust the newer observation wins. The last tie-breaks are the longer and then the lexically larger value. That is a total order, so the survivor is a maximum: it is the same
 * whatever order or however often the observations arrive, which is what makes a replay harmless.
 */
export type FieldObservation = {
  value: string
  trust: Trust
  /** ISO 8601, the time of the event, not of its arrival. */
  observedAt: string
  channel: string | null
  touchpointId: string | null
  userId: string | null
}

export type Provenance = Partial<Record<LeadField, FieldObservation>>

const trustRank = (trust: Trust): number => TRUST_LEVELS.indexOf(trust)

/** Positive when `a` wins against `b`; zero only for equal value, trust and time. */
export const compareObservations = (a: FieldObservation, b: FieldObservation): number =>
  trustRank(a.trust) - trustRank(b.trust) ||
  Date.parse(a.observedAt) - Date.parse(b.observedAt) ||
  a.value.length - b.value.length ||
  (a.value === b.value ? 0 : a.value > b.value ? 1 : -1)

export const surviving = (known: FieldObservation | undefined, claimed: FieldObservation): FieldObservation =>
  known && compareObservations(known, claimed) >= 0 ? known : claimed
