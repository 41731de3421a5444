/**
 * What two sets of addresses say. An address made from the name follows from the name: where the names already agree it
 * adds little, so near and equal local parts count in full only as far as the names do not explain them.
 */
import type { EmailAddress, EmailReading } from "@/lib/core/identity/email"
import { editDistance } from "@/lib/core/identity/string-distance"
import type { NameReading } from "@/lib/core/identity/names/person-name"
import type { EvidencePart } from "@/lib/core/matching/evidence"
import { plainLocal } from "@/lib/core/matching/keys"
import { unexplainedShare } from "@/lib/core/matching/local-part"

export type EmailRelation =
  | "exact"
  | "exact-role"
  | "exact-shared"
  | "typo-domain"
  | "other-spacing"
  | "punctuation"
  | "punctuation-of-name"
  | "one-letter"
  | "one-letter-of-name"
  | "other-digits"
  | "other-provider"
  | "other-provider-of-name"
  | "different"
  | "missing"

const EMAIL_BITS: Readonly<Record<EmailRelation, number>> = {
  exact: 21,
  "exact-role": 8,
  "exact-shared": 8,
  "typo-domain": 18,
  "other-spacing": 15,
  punctuation: 12,
  "punctuation-of-name": 3,
  "one-letter": 13,
  "one-letter-of-name": 6.5,
  "other-digits": 0,
  "other-provider": 9,
  "other-provider-of-name": 0,
  different: -2,
  missing: 0,
}
const LOCAL_MIN = 5
const DISTINCTIVE = 0.3

export type EmailEvidence = { relation: EmailRelation; part: EvidencePart }

export function compareEmails(
  left: readonly EmailReading[],
  right: readonly EmailReading[],
  names: () => readonly NameReading[],
  isShared: (canonical: string) => boolean,
): EmailEvidence {
  const [one, other] = [left[0], right[0]]
  if (!one || !other) return evidenceOf("missing", one, other)
  let best = evidenceOf([...left, ...right].every(({ ok }) => ok) ? "different" : "missing", one, other)
  for (const mine of left) {
    for (const theirs of right) {
      const relation =
        mine.ok && theirs.ok ? relateEmails(mine, theirs, names, isShared) : mayBeOne(mine, theirs) ? "other-spacing" : "missing"
      if (EMAIL_BITS[relation] > best.part.bits) best = evidenceOf(relation, mine, theirs)
    }
  }
  // A forwarding address differs from a person's own by design.
  const isRelayed = best.relation === "different" && [...left, ...right].some((email) => email.ok && email.relay)
  return isRelayed ? evidenceOf("missing", one, other) : best
}

const textOf = (email: EmailReading | undefined): string => (email === undefined ? "" : email.ok ? email.canonical : email.raw)

function evidenceOf(relation: EmailRelation, left: EmailReading | undefined, right: EmailReading | undefined): EmailEvidence {
  const texts = { left: textOf(left), right: textOf(right) }
  return { relation, part: { feature: "email", level: relation, ...texts, bits: EMAIL_BITS[relation] } }
}

const meaningsOf = (email: EmailReading): string[] => (email.ok ? [email.canonical] : email.guesses)

const mayBeOne = (left: EmailReading, right: EmailReading): boolean => meaningsOf(left).some((one) => meaningsOf(right).includes(one))

function relateEmails(
  left: EmailAddress,
  right: EmailAddress,
  names: () => readonly NameReading[],
  isShared: (canonical: string) => boolean,
): EmailRelation {
  if (left.canonical === right.canonical) return left.role ? "exact-role" : isShared(left.canonical) ? "exact-shared" : "exact"
  if (left.role || right.role || left.relay || right.relay) return "different"
  if (asMeant(left) === asMeant(right)) return "typo-domain"
  const mine = plainLocal(localAsMeant(left))
  const theirs = plainLocal(localAsMeant(right))
  if (Math.min(mine.length, theirs.length) < LOCAL_MIN) return "different"
  if (domainAsMeant(left) === domainAsMeant(right)) return relateLocals(mine, theirs, names)
  if (mine !== theirs) return "different"
  return isExplained(mine, theirs, names()) ? "other-provider-of-name" : "other-provider"
}

function relateLocals(mine: string, theirs: string, names: () => readonly NameReading[]): EmailRelation {
  if (mine === theirs) return isExplained(mine, theirs, names()) ? "punctuation-of-name" : "punctuation"
  if (editDistance(mine, theirs, 1) !== 1) return "different"
  const differsInDigits = mine.replace(/\d/g, "") === theirs.replace(/\d/g, "")
  if (differsInDigits) return "other-digits"
  return isExplained(mine, theirs, names()) ? "one-letter-of-name" : "one-letter"
}

const isExplained = (mine: string, theirs: string, names: readonly NameReading[]): boolean =>
  unexplainedShare(mine, names) < DISTINCTIVE || unexplainedShare(theirs, names) < DISTINCTIVE

const asMeant = (email: EmailAddress): string => email.suggestion ?? email.canonical
const domainAsMeant = (email: EmailAddress): string => asMeant(email).split("@")[1] ?? ""
const localAsMeant = (email: EmailAddress): string => asMeant(email).split("@")[0] ?? ""
