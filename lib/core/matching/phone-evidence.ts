/**
 * What two sets of numbers say. The best relation between any two of them counts. One wrong digit is strong evidence (a
 * random mobile is that close once in 2^19.6), weakened by how rarely people mistype and by numbers that are sold in
 * sequence.
 */
import type { PhoneReading } from "@/lib/core/identity/phone"
import { editDistance } from "@/lib/core/identity/string-distance"
import type { EvidencePart } from "@/lib/core/matching/evidence"
import { digitForms } from "@/lib/core/matching/keys"

export type PhoneRelation =
  | "exact"
  | "exact-fixed"
  | "exact-shared"
  | "exact-service"
  | "exact-guess"
  | "same-digits"
  | "other-country"
  | "one-digit"
  | "two-digits"
  | "different"
  | "missing"

const PHONE_BITS: Readonly<Record<PhoneRelation, number>> = {
  exact: 20,
  "exact-fixed": 12,
  "exact-shared": 8,
  "exact-service": 0,
  "exact-guess": 15,
  "same-digits": 15,
  "other-country": 9,
  "one-digit": 11.5,
  "two-digits": 5,
  different: -2.5,
  missing: 0,
}
const EDIT_LENGTH_MIN = 7

export type PhoneEvidence = { relation: PhoneRelation; part: EvidencePart }

/** `isShared` answers for an E.164 number whether it is known to belong to several people. */
export function comparePhones(
  left: readonly PhoneReading[],
  right: readonly PhoneReading[],
  isShared: (e164: string) => boolean,
): PhoneEvidence {
  if (left.length === 0 || right.length === 0) return evidenceOf("missing", undefined, undefined)
  let best: PhoneEvidence = evidenceOf("different", left[0], right[0])
  for (const one of left) {
    for (const other of right) {
      const relation = relatePhones(one, other, isShared)
      if (PHONE_BITS[relation] > best.part.bits) best = evidenceOf(relation, one, other)
    }
  }
  return best
}

function evidenceOf(relation: PhoneRelation, left: PhoneReading | undefined, right: PhoneReading | undefined): PhoneEvidence {
  const part = {
    feature: "phone",
    level: relation,
    left: textOf(left),
    right: textOf(right),
    bits: PHONE_BITS[relation],
  } as const
  return { relation, part }
}

const textOf = (phone: PhoneReading | undefined): string => (phone === undefined ? "" : phone.ok ? phone.e164 : phone.digits)

function relatePhones(left: PhoneReading, right: PhoneReading, isShared: (e164: string) => boolean): PhoneRelation {
  if (left.ok && right.ok && left.e164 === right.e164)
    return left.guessedFrom === right.guessedFrom ? relateExact(left.type, isShared(left.e164)) : "exact-guess"
  if (isGuessOf(left, right) || isGuessOf(right, left) || sharesGuess(left, right)) return "same-digits"
  if (left.ok && right.ok && left.nsn === right.nsn) {
    return left.confidence === "explicit" && right.confidence === "explicit" ? "other-country" : "same-digits"
  }
  return relateDigits(left, right)
}

function relateExact(type: string, isShared: boolean): PhoneRelation {
  if (type === "toll_free" || type === "uan") return "exact-service"
  if (isShared) return "exact-shared"
  return type === "fixed" ? "exact-fixed" : "exact"
}

const isGuessOf = (typed: PhoneReading, number: PhoneReading): boolean =>
  !typed.ok && number.ok && (typed.guesses.includes(number.e164) || digitForms(typed).includes(number.nsn))

const sharesGuess = (left: PhoneReading, right: PhoneReading): boolean =>
  !left.ok && !right.ok && left.nsn.length >= EDIT_LENGTH_MIN && digitForms(left).some((form) => digitForms(right).includes(form))

function relateDigits(left: PhoneReading, right: PhoneReading): PhoneRelation {
  if (isServiceLine(left) || isServiceLine(right)) return "different"
  const sameCountry = !left.ok || !right.ok || left.country === right.country || isUncertain(left) || isUncertain(right)
  if (!sameCountry) return "different"
  let edits = 3
  for (const one of digitForms(left)) {
    for (const other of digitForms(right)) {
      if (Math.min(one.length, other.length) >= EDIT_LENGTH_MIN) edits = Math.min(edits, editDistance(one, other, 2))
    }
  }
  return edits <= 1 ? "one-digit" : edits === 2 ? "two-digits" : "different"
}

const isUncertain = (phone: PhoneReading): boolean => phone.ok && phone.confidence !== "explicit"
const isServiceLine = (phone: PhoneReading): boolean => phone.ok && (phone.type === "toll_free" || phone.type === "uan")
