/**
 * What is known of one lead, as far as the score asks. Facts come without order: the same facts give the same score
 * whatever order they arrived in. Times are ISO 8601, in event time.
 */
export type LeadFacts = {
  phones: readonly PhoneFact[]
  vehicles: readonly VehicleFact[]
  bookings: readonly BookingFact[]
  /** When the current run through the pipeline began; null when the lead never entered it. */
  runStartedAt: string | null
  /** What the person did towards us, one or more of each channel. */
  contacts: readonly ContactFact[]
  /** What the person answered to something of ours. */
  replies: readonly ReplyFact[]
  /** What the person wrote; only what was not read before, if `intent` has what was found in the rest. */
  messages: readonly MessageFact[]
  /** High-intent words found before, under the same word lists. */
  intent: readonly Evidence[]
}

export type PhoneFact = {
  identityId: string
  /** E.164 of a number that is valid in its country's plan. */
  value: string
  strength: "personal" | "shared" | "weak"
  at: string
  touchpointId: string | null
}

export type VehicleFact = {
  value: string
  /** Stated by the person, or noted by a colleague; a channel's profile is neither. */
  isFromPerson: boolean
  at: string
  touchpointId: string | null
}

export type BookingFact = {
  bookingId: string
  status: "created" | "cancelled" | "completed"
  vehicle: string | null
  /** Null when only a later event of the booking is known. */
  bookedAt: string | null
  statusAt: string
  touchpointId: string | null
}

export type ContactFact = { channel: string; at: string; touchpointId: string }

export type ReplyFact = {
  kind: "message" | "call"
  at: string
  /** The last thing that one of us said before it. */
  ourAt: string
  touchpointId: string
}

export type MessageFact = { touchpointId: string; at: string; text: string; isForm: boolean }

/** What was known before an instant, for asking how a lead would have been scored then. */
export const factsBefore = (facts: LeadFacts, instant: string): LeadFacts => ({
  ...facts,
  phones: facts.phones.filter(({ at }) => at < instant),
  vehicles: facts.vehicles.filter(({ at }) => at < instant),
  bookings: facts.bookings.filter(({ statusAt }) => statusAt < instant),
  contacts: facts.contacts.filter(({ at }) => at < instant),
  replies: facts.replies.filter(({ at }) => at < instant),
  messages: facts.messages.filter(({ at }) => at < instant),
})

/** Why a rule holds: one line for a person, and where to look it up. */
export type Evidence = {
  text: string
  at: string | null
  /** The words that matched, for high-intent words. */
  words?: string
  touchpointId?: string
  identityId?: string
  bookingId?: string
}
