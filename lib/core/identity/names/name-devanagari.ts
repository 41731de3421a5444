/** Devanagari to the Latin spelling that people use: the inherent vowel is written, and dropped at the end of a word. */

const CONSONANTS: Readonly<Record<string, string>> = {
  क: "k",
  ख: "kh",
  ग: "g",
  घ: "gh",
  ङ: "n",
  च: "ch",
  छ: "chh",
  ज: "j",
  झ: "jh",
  ञ: "n",
  ट: "t",
  ठ: "th",
  ड: "d",
  ढ: "dh",
  ण: "n",
  त: "t",
  थ: "th",
  द: "d",
  ध: "dh",
  न: "n",
  प: "p",
  फ: "ph",
  ब: "b",
  भ: "bh",
  म: "m",
  य: "y",
  र: "r",
  ल: "l",
  ळ: "l",
  व: "v",
  श: "sh",
  ष: "sh",
  स: "s",
  ह: "h",
}
const WITH_DOT: Readonly<Record<string, string>> = { क: "q", ख: "kh", ग: "gh", ज: "z", ड: "r", ढ: "rh", फ: "f" }
const VOWELS: Readonly<Record<string, string>> = {
  अ: "a",
  आ: "a",
  इ: "i",
  ई: "i",
  उ: "u",
  ऊ: "u",
  ऋ: "ri",
  ए: "e",
  ऐ: "ai",
  ओ: "o",
  औ: "au",
  ऑ: "o",
  ऍ: "e",
}
const SIGNS: Readonly<Record<string, string>> = {
  "ा": "a",
  "ि": "i",
  "ी": "i",
  "ु": "u",
  "ू": "u",
  "ृ": "ri",
  "े": "e",
  "ै": "ai",
  "ो": "o",
  "ौ": "au",
  "ॉ": "o",
  "ॅ": "e",
}
const VIRAMA = "्"
const DOT = "़"
const NASAL = new Set(["ं", "ँ"])

export function romaniseDevanagari(word: string): string {
  const letters = [...word.normalize("NFD").replace(/ज्ञ/g, "ग्य")]
  let latin = ""
  for (let index = 0; index < letters.length; index++) {
    const letter = letters[index] ?? ""
    const isDotted = letters[index + 1] === DOT
    const consonant = (isDotted ? WITH_DOT[letter] : undefined) ?? CONSONANTS[letter]
    if (consonant === undefined) {
      latin += VOWELS[letter] ?? (NASAL.has(letter) ? nasalBefore(letters[index + 1]) : "")
      continue
    }
    latin += consonant
    if (isDotted) index++
    const follower = letters[index + 1]
    if (follower === VIRAMA) index++
    else if (follower !== undefined && SIGNS[follower] !== undefined) latin += SIGNS[letters[++index] ?? ""] ?? ""
    else if (follower !== undefined) latin += "a"
  }
  return latin
}

/** The nasal sign is spoken with the lips before p, b and m. */
const nasalBefore = (letter: string | undefined): string => (letter !== undefined && "पफबभम".includes(letter) ? "m" : "n")
