/**
 * The evidence that two profiles are one person: the starting odds (how rarely two of so many leads are one person),
 * the time between them, and what their phones, emails and names say. Symmetric: swapping the profiles swaps left and
 * right and changes no number.
 */
import { compareEmails, type EmailEvidence } from "@/lib/core/matching/email-evidence"
import { HOUR_MS } from "@/lib/core/time"
import { MODEL_VERSION, probabilityOf, type EvidencePart } from "@/lib/core/matching/evidence"
import { compareNames, type NameEvidence } from "@/lib/core/matching/name-evidence"
import { comparePhones, type PhoneEvidence } from "@/lib/core/matching/phone-evidence"
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

export function compareProfiles(left: Profile, right: Profile, stats: MatchStats, settings: MatchSettings): Comparison {
  const isShared = (value: string): boolean => isSharedIdentifier(value, stats, settings)
  const leftEmails = addressesOf(left)
  const rightEmails = addressesOf(right)
  const phone = comparePhones(left.phones, right.phones, isShared)
  const email = compareEmails(comparableEmails(left), comparableEmails(right), [...left.names, ...right.names], isShared)
  const localsOf = (emails: typeof leftEmails): string[] =>
    emails.flatMap(({ role, relay, typedLocal }) => (role || relay ? [] : [typedLocal]))
  const name = compareNames(
    { names: left.names, locals: localsOf(leftEmails) },
    { names: right.names, locals: localsOf(rightEmails) },
    stats,
  )
  const gapMs = Math.max(0, Math.max(left.firstAt, right.firstAt) - Math.min(left.lastAt, right.lastAt))
  const complementary = isComplementary(left, right, settings)
  const parts = [...startParts(complementary, gapMs, stats, settings), phone.part, email.part, ...name.parts].filter(
    (part) => part.bits !== 0,
  )
  const totalBits = parts.reduce((sum, part) => sum + part.bits, 0)
  const evidence = { totalBits, probability: probabilityOf(totalBits), parts, modelVersion: MODEL_VERSION }
  return { evidence, phone, email, name, complementary, gapMs }
}

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
  const isNear = (one: number | null, other: number | null): boolean => one !== null && other !== null && Math.abs(one - other) <= windowMs
  const isDisjoint = (one: Profile, other: Profile): boolean => one.emails.every(({ ok }) => !ok) && other.phones.length === 0
  const isPair = (one: Profile, other: Profile): boolean => isDisjoint(one, other) && isNear(one.phoneOnlyAt, other.emailOnlyAt)
  return isPair(left, right) || isPair(right, left)
}

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
