/**
 * What is known about one lead, as far as the score needs it. Facts are unordered: the same facts give the same score
 * in any order of arrival. Times are ISO 8601, in event time.
 */
export type LeadFacts = {
  phones: readonly PhoneFact[]
  vehicles: readonly VehicleFact[]
  bookings: readonly BookingFact[]
  /** When the current run through the pipeline began; null when the lead never entered it. */
  runStartedAt: string | null
  /** Inbound contacts of the person, one or more per channel. */
  contacts: readonly ContactFact[]
  /** Replies of the person to something we sent. */
  replies: readonly ReplyFact[]
  /** What the person wrote; only the unread part, if `intent` has the findings of the rest. */
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
  /** Stated by the person, or entered by a colleague; a channel's profile is neither. */
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
  /** Our last message before it. */
  ourAt: string
  touchpointId: string
}

export type MessageFact = { touchpointId: string; at: string; text: string; isForm: boolean }

/** The facts known before an instant, to score the lead as of then. */
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
