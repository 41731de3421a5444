import { foldArabic } from "@/lib/core/identity/names/name-arabic"
import { toAsciiDigits } from "@/lib/core/identity/text"

/**
 * A message as words that can be compared with a word list, whoever typed it and on whatever keyboard.
 *
 * Case, accents, tashkeel, lengthening strokes, alef and ya variants, Arabic-Indic digits and apostrophes carry no
 * meaning here. Arabic writes "and", "with", "for", "the" and "it" onto the word itself, so one written word has
 * several forms: the word itself, and what remains without such particles. A list word matches any form; a list word
 * itself is never shortened, so "اليوم" (today) is not found in "يوم" (a day).
 *
 * Words know their clause, because "no, book it" says the opposite of "do not book it".
 */
export type Word = {
  /** Folded spelling. */
  text: string
  /** The folded spelling and, for Arabic, the forms without particles. */
  forms: readonly string[]
  /** Position in the original message. */
  start: number
  end: number
  /** Increases at every mark or word that ends a clause. */
  clause: number
}

const WORD = /[\p{L}\p{M}\p{N}\u200C\u200D]+(?:['’ʼ‘`´][\p{L}\p{M}]+)*/gu
const CLAUSE_MARK = /[.!?…;:,\n\r؟؛،。！？]|\s[-–—]\s/u
const CLAUSE_WORDS = new Set(["but", "however", "so", "then", "لكن", "ولكن", "بس", "لذلك"])
const PLAIN = /^[A-Za-z0-9']+$/
const ARABIC = /[\u0600-\u06FF]/

const STEM_LENGTH_MIN = 3
const CONJUNCTIONS = ["و", "ف"]
const PREPOSITIONS = ["ب", "ل", "ك", "س"]
const ARTICLE = "ال"
const SUFFIXES = ["ها", "هم", "هن", "كم", "كن", "نا", "ني", "ه", "ك", "ي"]

/** One spelling for everything that a keyboard, a habit or a script may vary. */
const foldWord = (text: string): string => (PLAIN.test(text) ? text.toLowerCase().replaceAll("'", "") : foldAnyScript(text))

const foldAnyScript = (text: string): string =>
  foldArabic(
    toAsciiDigits(text.normalize("NFKC"))
      .toLowerCase()
      .replace(/['’ʼ‘`´\u200C\u200D]/g, "")
      .normalize("NFD"),
  ).normalize("NFC")

export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  let clause = 0
  let from = 0
  for (const match of text.matchAll(WORD)) {
    const folded = foldWord(match[0])
    if (CLAUSE_MARK.test(text.slice(from, match.index)) || CLAUSE_WORDS.has(folded)) clause += 1
    from = match.index + match[0].length
    if (folded !== "") words.push({ text: folded, forms: formsOf(folded), start: match.index, end: from, clause })
  }
  return words
}

function formsOf(folded: string): readonly string[] {
  if (!ARABIC.test(folded)) return [folded]
  const forms = new Set([folded])
  for (const bare of withoutOne(folded, CONJUNCTIONS)) {
    for (const stem of withoutOne(bare, PREPOSITIONS)) {
      addStem(forms, stem)
      // "for the": the article loses its alef behind the preposition.
      if (stem.startsWith("ل") && bare.startsWith("لل")) addStem(forms, ARTICLE + stem.slice(1))
      if (stem.startsWith("ل") && bare.startsWith("لل")) addStem(forms, stem.slice(1))
      if (stem.startsWith(ARTICLE)) addStem(forms, stem.slice(ARTICLE.length))
    }
  }
  return [...forms]
}

function withoutOne(word: string, prefixes: readonly string[]): string[] {
  const prefix = prefixes.find((one) => word.startsWith(one))
  return prefix && word.length - prefix.length >= STEM_LENGTH_MIN ? [word, word.slice(prefix.length)] : [word]
}

function addStem(forms: Set<string>, stem: string): void {
  if (stem.length < STEM_LENGTH_MIN) return
  forms.add(stem)
  for (const suffix of SUFFIXES) {
    if (stem.endsWith(suffix) && stem.length - suffix.length >= STEM_LENGTH_MIN) forms.add(stem.slice(0, -suffix.length))
  }
}

const QUOTE_LENGTH_MAX = 120

/** An excerpt of the message around a position, short enough for one line. */
export function quoteAround(text: string, start: number, end: number): string {
  const room = Math.max(0, Math.floor((QUOTE_LENGTH_MAX - (end - start)) / 2))
  const from = start - room <= 0 ? 0 : wordStart(text, start - room)
  const to = end + room >= text.length ? text.length : wordEnd(text, end + room)
  const inner = text.slice(from, to).replaceAll(/\s+/g, " ").trim()
  return `${from > 0 ? "… " : ""}${inner}${to < text.length ? " …" : ""}`
}

function wordStart(text: string, at: number): number {
  const space = text.indexOf(" ", at)
  return space === -1 || space - at > 20 ? at : space + 1
}
function wordEnd(text: string, at: number): number {
  const space = text.lastIndexOf(" ", at)
  return space === -1 || at - space > 20 ? at : space
}
