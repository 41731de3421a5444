/**
 * The local part of an address as a name: patricia.ashworth, ahmed_khan91. Such a part follows from the name, so it
 * says little on top of an equal name; and where the name is missing, it stands in for it.
 */
import { readName, type NameReading } from "@/lib/core/identity/person-name"
import { jaroWinkler } from "@/lib/core/identity/string-distance"

const MISSING: NameReading = { missing: true, display: "", tokens: [], organisation: false, searchText: "" }

/** The words of a local part that is written as words, else a missing name. */
export function localName(local: string): NameReading {
  const words = local.split(/[._\-\d]+/).filter((word) => /^[a-z]{3,}$/.test(word))
  return words.length === 0 || words.join("").length < 5 ? MISSING : readName(words.join(" "))
}

/**
 * The letters of a local part that the names do not account for, from 0 (all of it is the name) to 1 (nothing of it).
 * Digits count as unexplained only from three on: 91 is a year of birth, 4417 is somebody's own number.
 */
export function unexplainedShare(local: string, names: readonly NameReading[]): number {
  const letters = local.replace(/[^a-z]/g, "")
  const digits = local.replace(/\D/g, "")
  const distinctiveDigits = digits.length >= 3 ? digits.length : 0
  if (letters.length + distinctiveDigits === 0) return 1
  const words = names.flatMap((name) => name.tokens.flatMap((token) => [token.text, token.known ?? ""])).filter((word) => word !== "")
  const rest = withoutWords(letters, words.toSorted((a, b) => b.length - a.length))
  return (rest + distinctiveDigits) / (letters.length + distinctiveDigits)
}

/** Letters left when each word, or something spelled much like it, is taken out once; initials may go too. */
function withoutWords(letters: string, words: readonly string[]): number {
  let rest = letters
  let taken = 0
  for (const word of words) {
    if (word.length < 3) continue
    const found = findAlike(rest, word)
    if (found === null) continue
    rest = rest.replace(found, " ")
    taken += 1
  }
  const left = rest.replace(/ /g, "").length
  return taken > 0 && left <= 1 ? 0 : left
}

function findAlike(text: string, word: string): string | null {
  if (text.includes(word)) return word
  if (word.length < 4) return null
  for (const length of [word.length, word.length + 1, word.length - 1]) {
    for (let start = 0; start + length <= text.length; start++) {
      const part = text.slice(start, start + length)
      if (!part.includes(" ") && part[0] === word[0] && jaroWinkler(part, word) >= 0.88) return part
    }
  }
  return null
}

/** True when the word, or something spelled much like it, stands in the local part. */
export function standsInLocal(word: string, local: string): boolean {
  return word.length >= 4 && findAlike(local.replace(/[^a-z]/g, ""), word) !== null
}
