/**
 * Whether a message asks us to stop writing, or to write again. Two forms count: a keyword that is the whole message ("STOP",
 * with courtesies around it), and a clause that says it in words ("please don't message me any more") and says nothing else:
 * "stop by at five", "please cancel my booking" and "don't send me the invoice yet" mean something else.
 */
import { stripArabicMarks } from "@/lib/core/identity/names/name-arabic"
import { cleanText } from "@/lib/core/identity/text"
import {
  OPT_OUT_CLAUSES,
  NEGATED_BEFORE,
  OTHER_WAY,
  COURTESIES,
  RESUME_WORDS,
  STOP_WORDS,
  TAKEN_BACK,
  TERMINATING_WORDS,
} from "./opt-out-words"

const LENGTH_MAX = 300

/** "stop" withdraws the consent to marketing; "start" restores it where it was withdrawn. */
export function optOutOf(text: string | null): "stop" | "start" | null {
  if (text === null || text.length > LENGTH_MAX) return null
  const whole = plainWords(text)
  // "Stoppp", "STOP STOP STOP"
  const said = withoutCourtesies(whole)
    .replaceAll(/(\p{L})\1{2,}/gu, "$1")
    .replace(/^(\S+)(?: \1)+$/, "$1")
  if (STOP_WORDS.has(said) || TERMINATING_WORDS.has(whole)) return "stop"
  if (RESUME_WORDS.has(said)) return "start"
  if (OTHER_WAY.test(whole) || TAKEN_BACK.test(text)) return null
  const clauses = text.split(/[.!?؟।۔,،;؛:\n]+/).map((clause) => withoutCourtesies(plainWords(clause)))
  return clauses.some(asksToStop) ? "stop" : null
}

const asksToStop = (clause: string): boolean =>
  OPT_OUT_CLAUSES.some((pattern) => {
    const found = pattern.exec(clause)
    return found !== null && !NEGATED_BEFORE.test(clause.slice(0, found.index))
  })

/**
 * Small letters without accents, vowel marks and punctuation, one form of each Arabic letter. A hamza may be typed as one
 * character or as two, a Cyrillic й too.
 */
const plainWords = (text: string): string =>
  stripArabicMarks(cleanText(text).normalize("NFKD"))
    .toLowerCase()
    .replaceAll(/['’ʼ`]/g, " ")
    .replaceAll(/[آٱ]/g, "ا")
    .replaceAll(/[ىی]/g, "ي")
    .replaceAll("ة", "ه")
    .replaceAll("ک", "ك")
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim()

const withoutCourtesies = (plain: string): string => plain.replaceAll(COURTESIES, " ").replaceAll(/\s+/g, " ").trim()
