/**
 * The evidence that two profiles are one person: the starting odds (how rarely two of so many leads are one person),
 * the time between them, and what their phones, emails and names say. Symmetric: swapping the profiles swaps left and
 * right and changes no number.
 *
 * Contacts come first, because they are cheap to compare: for most candidates they already show that no names could make
 * the pair worth a question (mayMatter), and their names are never compared.
 */
import type { EmailReading } from "@/lib/core/identity/email"
import { compareEmails, type EmailEvidence, type EmailRelation } from "@/lib/core/matching/email-evidence"
import { HOUR_MS } from "@/lib/core/time"
import { MODEL_VERSION, probabilityOf, type EvidencePart } from "@/lib/core/matching/evidence"
import { compareNames, nameBitsMax, type NameEvidence } from "@/lib/core/matching/name-evidence"
import { comparePhones, type PhoneEvidence, type PhoneRelation } from "@/lib/core/matching/phone-evidence"
import { addressesOf, comparableEmails, type Profile } from "@/lib/core/matching/profile"
import type { MatchSettings } from "@/lib/core/matching/settings"
import type { MatchStats } from "@/lib/core/matching/stats"

export type MatchEvidence = {
  totalBits: number
  /** 0 to 1. */
  probability: number
  /** In the order of a waterfall; their bits add up to the total. */
  parts: EvidencePart[]
  modelVersion: string
}

/** What the decision considers besides the total. */
export type Comparison = {
  evidence: MatchEvidence
  phone: PhoneEvidence
  email: EmailEvidence
  name: NameEvidence
  /** One side has only a phone, the other only an email, inside the time window. */
  complementary: boolean
  /** Milliseconds between the two, 0 when they overlap. */
  gapMs: number
}

const DUPLICATE_SHARE = 0.4
const COMPLEMENTARY_SHARE = 0.3
// A small store is compared as if it were larger: with ten leads nothing would seem a coincidence.
const LEADS_MIN = 5_000
const WINDOW_LEADS_MIN = 20
const NEAR_BITS = 4.2
const FAR_BITS = -1.3

export const compareProfiles = (left: Profile, right: Profile, stats: MatchStats, settings: MatchSettings): Comparison =>
  compareNamesToo(left, right, compareContacts(left, right, stats, settings), stats)

/** What two profiles say without their names. */
export type ContactComparison = Pick<Comparison, "phone" | "email" | "complementary" | "gapMs"> & { start: readonly EvidencePart[] }

export function compareContacts(left: Profile, right: Profile, stats: MatchStats, settings: MatchSettings): ContactComparison {
  const [mine, theirs] = [emailsOf(left), emailsOf(right)]
  const phone = comparePhones(left.phones, right.phones, (value) => isSharedIdentifier(value, stats, settings))
  const email = compareEmails(
    mine.comparable,
    theirs.comparable,
    () => [...left.names, ...right.names],
    (value) => isSharedIdentifier(value, stats, settings),
  )
  const gapMs = Math.max(0, Math.max(left.firstAt, right.firstAt) - Math.min(left.lastAt, right.lastAt))
  const complementary = isComplementary(left, right, settings)
  return { phone, email, complementary, gapMs, start: startParts(complementary, gapMs, stats, settings) }
}

export function compareNamesToo(left: Profile, right: Profile, contacts: ContactComparison, stats: MatchStats): Comparison {
  const { start, phone, email, complementary, gapMs } = contacts
  const name = compareNames(
    { names: left.names, locals: emailsOf(left).locals },
    { names: right.names, locals: emailsOf(right).locals },
    stats,
  )
  const parts = [...start, phone.part, email.part, ...name.parts].filter((part) => part.bits !== 0)
  const totalBits = parts.reduce((sum, part) => sum + part.bits, 0)
  const evidence = { totalBits, probability: probabilityOf(totalBits), parts, modelVersion: MODEL_VERSION }
  return { evidence, phone, email, name, complementary, gapMs }
}

/** The addresses that are compared, and the local parts that may hold a name. A candidate is met by many events. */
type Emails = { comparable: EmailReading[]; locals: string[] }

const known = new WeakMap<Profile, Emails>()

function emailsOf(profile: Profile): Emails {
  let emails = known.get(profile)
  if (emails === undefined) {
    const locals = addressesOf(profile).flatMap(({ role, relay, typedLocal }) => (role || relay ? [] : [typedLocal]))
    emails = { comparable: comparableEmails(profile), locals }
    known.set(profile, emails)
  }
  return emails
}

/**
 * False when no names could tie the two or make them worth a question: their contacts have nothing to do with each other,
 * and where one gave only a phone and the other only an e-mail, even the rarest agreement of their names would not reach
 * the threshold. Whoever changes a rule of rules.ts or a weight of a name looks here as well.
 */
export function mayMatter(left: Profile, right: Profile, contacts: ContactComparison, stats: MatchStats, settings: MatchSettings): boolean {
  const { start, phone, email, complementary } = contacts
  if (!isUnrelated(phone.relation) || !isUnrelated(email.relation)) return true
  if (!complementary) return false
  const withoutNames = start.reduce((sum, { bits }) => sum + bits, phone.part.bits + email.part.bits)
  const most = nameBitsMax(
    { names: left.names, locals: emailsOf(left).locals },
    { names: right.names, locals: emailsOf(right).locals },
    stats,
  )
  return withoutNames + most + ROUNDING >= settings.reviewBits
}

const isUnrelated = (relation: PhoneRelation | EmailRelation): boolean => relation === "different" || relation === "missing"

const ROUNDING = 1e-6

/** True for a value seen with several people's names, or labelled shared by a reviewer (household, company). */
function isSharedIdentifier(value: string, stats: MatchStats, settings: MatchSettings): boolean {
  const known = stats.identifier(value)
  if (!known) return false
  if (known.label !== null) return known.label !== "personal"
  return known.names >= settings.sharedNamesMin
}

/** One has only phones and the other only emails, seen within each other's window. */
function isComplementary(left: Profile, right: Profile, settings: MatchSettings): boolean {
  const windowMs = settings.windowHours * HOUR_MS
  return isPhoneBesideEmail(left, right, windowMs) || isPhoneBesideEmail(right, left, windowMs)
}

const isPhoneBesideEmail = (phone: Profile, email: Profile, windowMs: number): boolean =>
  phone.phoneOnlyAt !== null &&
  email.emailOnlyAt !== null &&
  Math.abs(phone.phoneOnlyAt - email.emailOnlyAt) <= windowMs &&
  email.phones.length === 0 &&
  phone.emails.every(({ ok }) => !ok)

function startParts(complementary: boolean, gapMs: number, stats: MatchStats, settings: MatchSettings): EvidencePart[] {
  if (complementary) {
    // Each of the more common kind could be the one, whichever of the two came second.
    const others = Math.max(WINDOW_LEADS_MIN, stats.emailOnlyLeads, stats.phoneOnlyLeads)
    return [
      {
        feature: "prior",
        level: "window",
        left: "",
        right: String(others),
        bits: Math.log2(COMPLEMENTARY_SHARE / (others + 1)),
      },
    ]
  }
  const leads = Math.max(LEADS_MIN, stats.liveLeads)
  const isNear = gapMs <= settings.windowHours * HOUR_MS
  return [
    { feature: "prior", level: "leads", left: "", right: String(leads), bits: Math.log2(DUPLICATE_SHARE / leads) },
    {
      feature: "time",
      level: isNear ? "near" : "far",
      left: "",
      right: String(Math.round(gapMs / HOUR_MS)),
      bits: isNear ? NEAR_BITS : FAR_BITS,
    },
  ]
}
