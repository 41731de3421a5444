/**
 * The local part of an address as a name: patricia.ashworth, ahmed_khan91. Such a part follows from the name, so it
 * says little on top of an equal name; and where the name is missing, it stands in for it.
 */
import { knownName } from "@/lib/core/identity/names/name-variants"
import { readName, type NameReading, type NameToken } from "@/lib/core/identity/names/person-name"
import { remember } from "@/lib/core/identity/remember"
import { skeletonsOf } from "@/lib/core/identity/skeleton"
import { isAlike } from "@/lib/core/identity/string-distance"
import { digitsOf } from "@/lib/core/identity/text"

const MISSING: NameReading = { missing: true, display: "", tokens: [], organisation: false, searchText: "" }

/** The words of a local part that is written as words, otherwise a missing name. */
export const localName = remember(readLocal, 50_000)

function readLocal(local: string): NameReading {
  const words = local.split(/[._\-\d]+/).filter((word) => /^[a-z]{3,}$/.test(word))
  return words.length === 0 || words.join("").length < 5 ? MISSING : readName(words.join(" "))
}

/**
 * The share of a local part's letters that the names do not explain, from 0 (all of it is the name) to 1 (none of it).
 * Digits count as unexplained only from three on: 91 is a year of birth, 4417 is a person's own number.
 */
export function unexplainedShare(local: string, names: readonly NameReading[]): number {
  const letters = local.replace(/[^a-z]/g, "")
  const digits = digitsOf(local)
  const distinctiveDigits = digits.length >= 3 ? digits.length : 0
  if (letters.length + distinctiveDigits === 0) return 1
  const words = names.flatMap((name) => name.tokens.flatMap((token) => [token.text, token.known ?? ""])).filter((word) => word !== "")
  const rest = soundsLikeName(letters, names)
    ? 0
    : withoutWords(
        letters,
        words.toSorted((a, b) => b.length - a.length),
      )
  return (rest + distinctiveDigits) / (letters.length + distinctiveDigits)
}

/** The consonants of the local part are those of one to three words of the name: usmansheikh for Uthman Shaykh. */
function soundsLikeName(letters: string, names: readonly NameReading[]): boolean {
  const sound = skeletonsOf(letters)
  return names.some((name) => {
    const words = name.tokens.map((token) => token.skeletons)
    return words.some((first, i) =>
      words.some(
        (second, j) =>
          i !== j && first.some((a) => second.some((b) => sound.includes(joinSounds(a, b)) || sound.includes(joinSounds(a[0] ?? "", b)))),
      ),
    )
  })
}

/** A vowel inside a word is not heard in its skeleton, and neither is one consonant said twice. */
function joinSounds(first: string, second: string): string {
  const rest = second.replace(/^A/, "")
  return rest[0] === first.at(-1) && second[0] !== "A" ? first + rest.slice(1) : first + rest
}

/** Letters left when each word, or something spelled similarly, is taken out once; initials may go too. */
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
      if (text.charCodeAt(start) !== word.charCodeAt(0)) continue
      const part = text.slice(start, start + length)
      if (!part.includes(" ") && isAlike(part, word, 0.88)) return part
    }
  }
  return null
}

/** True when the word, or something spelled similarly, is in the local part. */
export function standsInLocal(word: string, local: string): boolean {
  return word.length >= 4 && findAlike(lettersOf(local), word) !== null
}

const lettersOf = remember((local) => local.replace(/[^a-z]/g, ""), 50_000)

/** Words of a local part besides those of the name it is made from; none when it is not made from the name. */
export function furtherWords(local: string, name: NameReading): string[] {
  const words = longWordsOf(local)
  const tokens = name.tokens.filter((token) => token.text.length >= 3)
  if (words.length >= 2) {
    const others = words.filter((word) => !isOfName(word, tokens))
    return others.length < words.length ? others : []
  }
  const [word] = words
  if (word === undefined || isOfName(word, tokens)) return []
  const found = tokens.map((token) => findAlike(word, token.text)).find((part) => part !== null)
  const rest = found ? word.replace(found, "") : ""
  return rest.length >= 4 && !isOfName(rest, tokens) && (word.startsWith(rest) || word.endsWith(rest)) ? [rest] : []
}

const longWordsOf = remember((local) => local.split(/[._\-\d]+/).filter((word) => /^[a-z]{4,}$/.test(word)), 50_000)

const isOfName = (word: string, tokens: readonly NameToken[]): boolean => tokens.some((token) => isAlikeWord(word, token))

/** The word sounds like or contains the token, or the other way round. */
export function isAlikeWord(word: string, token: NameToken): boolean {
  if (token.initial) return word.startsWith(token.text)
  if (word.includes(token.text) || token.text.includes(word) || isAlike(word, token.text, 0.85)) return true
  const known = knownName(word)
  if (known !== undefined && known.id === token.known) return true
  return [word, word.replace(/^[ae]l/, "")].some((form) => skeletonsOf(form).some((skeleton) => token.skeletons.includes(skeleton)))
}
