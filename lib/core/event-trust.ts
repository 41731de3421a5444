import { MINUTE_MS } from "@/lib/core/time"
import { TRUST_LEVELS, type IdentityKind, type IdentitySource, type LeadEvent, type Trust } from "./lead-event"

/**
 * What an event may do, by how it proved itself at the door.
 *
 * A signed webhook, a colleague's session and an API key speak for themselves. A browser form is `public`: anyone with the
 * form's key, which stands in the page's source, can post a victim's phone number. So public input may add a touch and
 * open a lead, but not change what is known of a person who is known already:
 *
 * | may                                             | signed | session | api_key | public        |
 * |-------------------------------------------------|--------|---------|---------|---------------|
 * | add a touchpoint, open a lead                   | yes    | yes     | yes     | yes           |
 * | say when it happened                            | yes    | yes     | yes     | within minutes |
 * | give an identity to a lead with confirmed ones  | yes    | yes     | yes     | as a claim    |
 * | confirm an identity                             | yes*   | yes*    | yes*    | no            |
 * | make a number shared by the names it comes with | yes    | yes     | yes     | no            |
 * | change a field of a lead that others told us of | yes**  | yes**   | yes**   | fills blanks only |
 * | keep an e-mail that another trust shows with another number or name | yes | yes | yes | no |
 * | start a lost lead's next run                    | yes    | yes     | yes     | yes, with its owner |
 * | start a booked lead's next run                  | yes    | yes     | yes     | when no booking is live |
 * | grant consent                                   | yes    | yes     | yes     | never after a withdrawal |
 * | withdraw consent                                | yes    | yes     | yes     | for marketing alone, of a lead with confirmed identities |
 *
 * * Not what an anonymous visitor typed into a chat (`isConfirmingClaim`), and on a lead that has confirmed identities
 *   only together with one of them.
 * ** Not what an anonymous visitor typed into a chat (`isVisitorWord`): it fills blanks only, too.
 */
export const EVENT_TRUSTS = ["signed", "session", "api_key", "public"] as const
export type EventTrust = (typeof EVENT_TRUSTS)[number]

type Powers = {
  /** How far before its arrival an event may say it happened, in milliseconds; null for no limit. */
  backdateMs: number | null
  /** An identity it states is known to be the person's; otherwise it is an unconfirmed claim. */
  confirmsIdentities: boolean
  /** Its field values compete by their own trust; otherwise they only fill what a lead that is known otherwise lacks. */
  changesFields: boolean
  /** An enquiry by it starts a new run although a booking is live, and the lead may get another owner. */
  reopensFreely: boolean
  /** Its consent counts although the person withdrew consent before. */
  outweighsWithdrawal: boolean
  /** Its refusal ends the service to a customer who is known otherwise; without this it ends marketing to them and no more. */
  endsService: boolean
}

const FULL: Powers = {
  backdateMs: null,
  confirmsIdentities: true,
  changesFields: true,
  reopensFreely: true,
  outweighsWithdrawal: true,
  endsService: true,
}
const NONE: Powers = {
  backdateMs: 5 * MINUTE_MS,
  confirmsIdentities: false,
  changesFields: false,
  reopensFreely: false,
  outweighsWithdrawal: false,
  endsService: false,
}

export const POWERS: Record<EventTrust, Powers> = {
  signed: FULL,
  session: FULL,
  api_key: FULL,
  public: NONE,
}

/**
 * Sources that pass on what a visitor typed. A chat provider signs its delivery and so vouches for the session, but not
 * for a phone or e-mail that the visitor entered in the chat.
 */
const VISITOR_SOURCES: readonly IdentitySource[] = ["profile", "message"]

/** Whether a claim is more than the word of an anonymous visitor. */
export const isConfirmingClaim = (trust: EventTrust, source: IdentitySource): boolean =>
  POWERS[trust].confirmsIdentities && !VISITOR_SOURCES.includes(source)

/** Ids of an anonymous visitor: they recognise a browser, not a person. */
export const VISITOR_IDS: readonly IdentityKind[] = ["crisp_session", "crisp_person", "chatbot_visitor"]

/**
 * Whether an event passes on the word of someone whom nothing in it vouches for: an anonymous form, or a chat whose
 * visitor typed every contact detail.
 */
export function isVisitorWord(trust: EventTrust, identities: readonly { kind: IdentityKind; source: IdentitySource }[]): boolean {
  const isVouched = identities.some(({ kind, source }) => isConfirmingClaim(trust, source) && !VISITOR_IDS.includes(kind))
  return !POWERS[trust].changesFields || (identities.length > 0 && !isVouched)
}

/** The trust of a visitor's field value: it fills what a lead that is known otherwise lacks, and elsewhere gives way to a stated one. */
export function visitorTrust(claimed: Trust, isKnownOtherwise: boolean): Trust {
  if (isKnownOtherwise) return "unconfirmed"
  return TRUST_LEVELS.indexOf(claimed) > TRUST_LEVELS.indexOf("claimed") ? "claimed" : claimed
}

/** The event with its times moved to where its trust allows them: never later than its arrival, nor earlier than `backdateMs`. */
export function restrictTimes(event: LeadEvent, trust: EventTrust, receivedAt: Date): LeadEvent {
  const { backdateMs } = POWERS[trust]
  if (backdateMs === null) return event
  const within = (at: Date): Date => new Date(Math.min(receivedAt.getTime(), Math.max(receivedAt.getTime() - backdateMs, at.getTime())))
  return {
    ...event,
    occurredAt: within(event.occurredAt),
    consents: event.consents.map((consent) => ({ ...consent, givenAt: consent.givenAt && within(consent.givenAt) })),
  }
}

/** A stated consent with the trust it came with. */
export type ConsentFact = { given: boolean; givenAt: Date; trust: EventTrust }

/**
 * The consent that is in force: the latest statement, at the same instant the withdrawal. A grant whose trust does not
 * outweigh a withdrawal counts only while nothing was ever withdrawn before it. Null when nothing counts. The facts of a
 * lead are its own statements and the withdrawals of other leads that hold one of its phones or e-mails: "stop" is about
 * the number, not about a record of ours.
 */
export function consentInForce(facts: readonly ConsentFact[]): boolean | null {
  const counting = facts.filter(
    (fact) =>
      !fact.given ||
      POWERS[fact.trust].outweighsWithdrawal ||
      !facts.some((other) => !other.given && other.givenAt.getTime() <= fact.givenAt.getTime()),
  )
  const latest = counting.reduce<ConsentFact | null>((best, fact) => (best === null || isLater(fact, best) ? fact : best), null)
  return latest?.given ?? null
}

const isLater = (a: ConsentFact, b: ConsentFact): boolean =>
  a.givenAt.getTime() > b.givenAt.getTime() || (a.givenAt.getTime() === b.givenAt.getTime() && !a.given)
