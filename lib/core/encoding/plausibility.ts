/**
 * How much a decoded text looks like writing, by its characters above ASCII: the same bytes in another encoding give rare
 * letters, signs inside words, words of two scripts, or capitals in the middle of words.
 */
type Habit = {
  /** The letters that texts in this encoding are mostly made of, in small letters. */
  common: string
  /** Marks its texts down against an encoding that explains the same bytes as well. */
  weight: number
}

const WESTERN = "éèêëáàâäãåæçíìîïñóòôöõøœúùûüß"
/** Where two explain the bytes alike, the one that our senders use more has the greater weight, or else comes first. */
export const HABITS = {
  "windows-1252": { common: `${WESTERN}šž`, weight: 1 },
  "windows-1256": { common: "المنيورتبهدسعفكحجقأةىشصخزطضآإئءثغذظؤ،؛؟", weight: 1 },
  "windows-1251": { common: "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё№", weight: 0.93 },
  "windows-1254": { common: `${WESTERN}ğşıİ`, weight: 0.99 },
  "iso-8859-6": { common: "المنيورتبهدسعفكحجقأةىشصخزطضآإئءثغذظؤ،؛؟", weight: 0.98 },
  "windows-1250": { common: "áéíóúýäöüôâąćęłńśźżčďěňřšťůžőűăîşţß", weight: 0.9 },
  "windows-1253": { common: "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋ", weight: 0.85 },
  macintosh: { common: WESTERN, weight: 0.95 },
} as const satisfies Record<string, Habit>
export type SingleByteEncoding = keyof typeof HABITS

const HIGH = /[^\p{ASCII}]/u
const LETTER = /[\p{L}\p{M}]/u
const QUOTES = /^[’‘“”„«»–—…€£°·•№\u00a0]$/u
const SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Arabic}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u] as const

/** From about -2, noise, to 1; 0 for a text without such characters. */
export function plausibility(text: string, { common, weight }: Habit): number {
  const letters = new Set([...common, ...common.toUpperCase()])
  let sum = 0
  let count = 0
  for (const word of text.split(/[^\p{L}\p{M}\P{ASCII}]+/u)) {
    const characters = [...word]
    const high = characters.filter((one) => HIGH.test(one))
    if (high.length === 0) continue
    count += high.length
    sum += characters.reduce((total, one, at) => total + (HIGH.test(one) ? valueOf(one, at, characters, letters) : 0), 0) * weight
    if (isMixed(word)) sum -= high.length
    if (isOddlyCased(word)) sum -= high.length
  }
  return count === 0 ? 0 : sum / count
}

function valueOf(one: string, at: number, word: readonly string[], letters: ReadonlySet<string>): number {
  const isBeside = HIGH.test(word[at - 1] ?? "") || HIGH.test(word[at + 1] ?? "")
  // Latin words have few letters above ASCII, and seldom two in a row.
  if (letters.has(one)) return isBeside && SCRIPTS[0].test(one) ? 0.3 : 1
  if (/\p{C}|\ufffd/u.test(one)) return -2
  if (LETTER.test(one)) return 0.2
  const isInside = LETTER.test(word[at - 1] ?? "") && LETTER.test(word[at + 1] ?? "")
  if (one === "’" && isInside) return 1.2
  return QUOTES.test(one) && !isInside && !isBeside ? 0.7 : -0.5
}

const isMixed = (word: string): boolean => SCRIPTS.filter((script) => script.test(word)).length > 1

/** Neither "müller", "Müller", "MÜLLER" nor "McMüller", part by part of a compound. */
const isOddlyCased = (word: string): boolean =>
  word
    .split(/[^\p{L}\p{M}]+/u)
    .some((part) => !/^(?:\p{Lu}?[^\p{Lu}]*|(?:\p{Lu}\p{M}*)+|\p{Lu}[^\p{Lu}]{1,2}\p{Lu}[^\p{Lu}]+)$/u.test(part))
