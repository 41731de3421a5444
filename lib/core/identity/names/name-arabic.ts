/**
 * Arabic, Persian and Urdu letters to Latin. Short vowels are not written in these scripts, so the result is a skeleton
 * with long vowels ("محمد" → "mhmd"), good for comparing and never for showing. An apostrophe keeps two letters apart
 * that would read as one sound in Latin (s + h is not "sh") or as one doubled letter (م م has a vowel between).
 */

const LETTERS: Readonly<Record<string, string>> = {
  ا: "a",
  آ: "a",
  أ: "a",
  إ: "i",
  ٱ: "a",
  ب: "b",
  پ: "p",
  ت: "t",
  ٹ: "t",
  ث: "th",
  ج: "dj",
  چ: "ch",
  ح: "h",
  خ: "kh",
  د: "d",
  ڈ: "d",
  ذ: "dh",
  ر: "r",
  ڑ: "r",
  ز: "z",
  ژ: "zh",
  س: "s",
  ش: "sh",
  ص: "s",
  ض: "dh",
  ط: "t",
  ظ: "dh",
  ع: "a",
  غ: "gh",
  ف: "f",
  ڤ: "v",
  ق: "q",
  ك: "k",
  ک: "k",
  گ: "g",
  ڭ: "g",
  ل: "l",
  م: "m",
  ن: "n",
  ں: "n",
  ه: "h",
  ہ: "h",
  ھ: "h",
  ۀ: "h",
  ە: "h",
  ة: "a",
  ۃ: "a",
  و: "w",
  ؤ: "w",
  ۆ: "w",
  ي: "y",
  ی: "y",
  ى: "a",
  ئ: "y",
  ے: "e",
  ۓ: "e",
  ې: "y",
  ء: "",
}
// Of Arabic, and the accents that no letter has taken up; the marks of Indic scripts are vowels.
const MARKS = /\u0640|[\u0300-\u036F]|[\u0610-\u061A]|[\u064B-\u065F]|\u0670|[\u06D6-\u06ED]|[\u08CA-\u08FF]/gu
// Persian and Urdu write an aspirated consonant with do-chashmi he; it is one sound.
const ASPIRATE = "ھ"

/** Vowel marks and lengthening strokes carry no identity. */
export const stripArabicMarks = (text: string): string => text.replace(MARKS, "")

/** One spelling for letters that keyboards and habits exchange; the key under which the lexicon knows a name. */
export function foldArabic(text: string): string {
  return stripArabicMarks(text)
    .replace(/[أإآٱ]/g, "ا")
    .replace(/[ىیې]/g, "ي")
    .replace(/ئ/g, "ي")
    .replace(/ؤ/g, "و")
    .replace(/[ةۃہھۀە]/g, "ه")
    .replace(/ک/g, "ك")
    .replace(/ء/g, "")
}

export function romaniseArabic(word: string): string {
  let latin = ""
  const [stem, ending] = /^(.*)الل[هہ]$/.exec(stripArabicMarks(word))?.slice(1).concat("allah") ?? [stripArabicMarks(word), ""]
  for (const letter of stem ?? "") {
    const next = LETTERS[letter] ?? ""
    const last = latin.at(-1) ?? ""
    const isDigraph =
      (letter !== ASPIRATE && next.startsWith("h") && /[cdgkpstz]/.test(last)) || (last === "t" && /^(?:s(?!h)|z)/.test(next))
    const isDouble = last !== "" && next.startsWith(last) && !/[aeiou]/.test(last)
    latin += isDigraph || isDouble ? `'${next}` : next
  }
  return (word.endsWith("اة") ? `${latin.slice(0, -1)}t` : latin) + (ending ?? "")
}
