/**
 * Reading a name field. What comes out is comparable across scripts, spellings and orders: titles and connectors are
 * gone, compounds are one word, every word is in Latin letters with its consonant skeletons. A field that holds no
 * name (a placeholder, a status line, a number, an address, only emoji) is missing, which is never a contradiction.
 */
import anyAscii from "any-ascii"
import { remember } from "@/lib/core/identity/remember"
import { stripArabicMarks, foldArabic } from "./name-arabic"
import { articleReading, canonicalWord, joinCompounds } from "./name-compounds"
import { withoutDebris } from "./name-debris"
import { splitHan } from "./name-han"
import { knownName } from "./name-variants"
import {
  ARTICLES,
  CONNECTORS,
  INNER_CONNECTORS,
  isPlaceholderName,
  OPTIONAL,
  ORGANISATION,
  ORGANISATION_SHAPE,
  SUN_ARTICLES,
  TITLES,
} from "./name-words"
import { romanise, scriptOf, type Script } from "./romanise"
import { skeletonsOf } from "@/lib/core/identity/skeleton"
import { cleanText } from "@/lib/core/identity/text"

export { namesContradict } from "./name-compare"

export type NameToken = {
  /** Latin, lower-case, only a–z; the usual spelling for a known name in another script. */
  text: string
  original: string
  script: Script
  skeletons: string[]
  /** The usual spelling of the known name this is a spelling of, or null. */
  known: string | null
  /** A single letter that stands for a name. */
  initial: boolean
  /** Sheikh, a place: counts when present on both sides, no penalty when missing. */
  optional: boolean
}
export type NameReading = {
  missing: boolean
  display: string
  tokens: NameToken[]
  /** A company rather than a person, as far as the words show it. */
  organisation: boolean
  /** Lower-case words in Latin and, where they differ, as typed; for a search box. */
  searchText: string
}

const PICTURES = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\uFE00-\uFE0F\u20E3]/gu
const TOKENS_MAX = 8
const LENGTH_MAX = 200

/** Reads one name field; never throws, whatever the field holds. */
export const readName = (raw: string | null | undefined): NameReading => readMemoised((raw ?? "").slice(0, LENGTH_MAX))

const readMemoised = remember(readText, 50_000)

function readText(raw: string): NameReading {
  const typed = typedOf(raw)
  const text = withoutDebris(typed, isOrganisation)
  const isCompany = isOrganisation(text)
  const display = settled(displayOf(text, isCompany))
  if (isPlaceholderName(foldedOf(typed)) || isNoName(text))
    return { missing: true, display, tokens: [], organisation: false, searchText: searchOf(display, []) }
  const tokens = tokensOf(givenNameFirst(spacedOf(text)).flatMap(splitWord))
  return { missing: tokens.length === 0, display, tokens, organisation: isCompany, searchText: searchOf(display, tokens) }
}

const typedOf = (raw: string): string => stripArabicMarks(cleanText(raw).replace(PICTURES, " "))

/** Tidied until nothing changes: what is taken away at an edge may uncover more, and capitals may be two letters. */
function settled(shown: string, rounds = 4): string {
  const text = withoutDebris(typedOf(shown), isOrganisation)
  const again = displayOf(text, isOrganisation(text))
  return again === shown || rounds === 0 ? again : settled(again, rounds - 1)
}

/** Small letters, with "Ma." written out and apostrophes gone; everything but letters, digits and commas is a space. */
const spacedOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\bma\.\s*(?=\p{L})/gu, "maria ")
    .replace(/(?<=\p{L})['’ʼ`](?=\p{L})/gu, "")
    .replace(/[^\p{L}\p{M}\d\s,]/gu, " ")

function isOrganisation(text: string): boolean {
  const words = spacedOf(text)
    .split(/[\s,]+/)
    .filter((word) => /\p{L}/u.test(word))
  return (
    words.length > 1 &&
    (ORGANISATION_SHAPE.test(text.trim()) || words.some((word) => ORGANISATION.has(word) || ORGANISATION.has(foldArabic(word))))
  )
}

const foldedOf = (text: string): string =>
  foldArabic(spacedOf(text))
    .replace(/[,\s]+/g, " ")
    .trim()

function isNoName(text: string): boolean {
  const folded = foldedOf(text)
  const letters = (folded.match(/\p{L}/gu) ?? []).length
  const digits = (folded.match(/\d/g) ?? []).length
  return letters === 0 || /\S@\S/.test(text) || isPlaceholderName(folded) || (digits >= 6 && digits > letters)
}

/** "Al Nuaimi, Saeed" is Saeed Al Nuaimi. */
function givenNameFirst(spaced: string): string[] {
  const parts = spaced.split(",").map((part) =>
    part
      .trim()
      .split(/\s+/)
      .filter((word) => /\p{L}/u.test(word)),
  )
  return (parts.length === 2 ? parts.toReversed() : parts).flat().map((word) => word.replace(/\d+/g, ""))
}

function splitWord(word: string): string[] {
  if (word === "") return []
  return scriptOf(word) === "han" ? splitHan(word.replace(/[^\p{Script=Han}]/gu, "")) : [word]
}

function tokensOf(words: string[]): NameToken[] {
  const untitled = withoutTitles(words)
  const named = untitled.filter((word, index) => !isConnector(word, index, untitled))
  const joined = joinCompounds(named.length > 0 ? named : untitled).filter((word, index, all) => !isArticle(word, index, all))
  return withoutRepeat(joined)
    .slice(0, TOKENS_MAX)
    .map(readToken)
    .filter((token) => token.text !== "")
}

function withoutTitles(words: string[]): string[] {
  const rest = words.filter((word) => !TITLES.has(word) && !TITLES.has(foldArabic(word)))
  const hasFullWord = rest.some((word) => word.length > 1)
  return hasFullWord ? rest : words
}

function isConnector(word: string, index: number, words: readonly string[]): boolean {
  if (CONNECTORS.has(word) || CONNECTORS.has(foldArabic(word))) return words.length > 1
  const isInside = index > 0 && index < words.length - 1
  return isInside && INNER_CONNECTORS.has(word) && !ARTICLES.has(word)
}

/** The article alone; "as Suwaidi" and "an Nuaimi" too, where it took on the next letter. */
function isArticle(word: string, index: number, words: readonly string[]): boolean {
  const next = words[index + 1] ?? ""
  return ARTICLES.has(word) || (SUN_ARTICLES.has(word) && next.startsWith(word.slice(1)))
}

/** "Ahmed Khan Ahmed Khan" is what some phone books send. */
function withoutRepeat(words: string[]): string[] {
  const half = words.length / 2
  const isRepeat = words.length >= 2 && words.length % 2 === 0 && words.slice(0, half).every((word, index) => word === words[index + half])
  return isRepeat ? words.slice(0, half) : words
}

function readToken(word: string): NameToken {
  const script = scriptOf(word)
  const canonical = canonicalWord(word)
  const latin = romanise(canonical, script)
  const letters = latin.replace(/'/g, "")
  const name = knownName(script === "arabic" ? foldArabic(canonical) : script === "latin" ? letters : canonical) ?? knownName(word)
  const other = script === "latin" && name === undefined ? articleReading(word, letters) : null
  const skeletons = [...skeletonsOf(latin), ...(name ? skeletonsOf(name.id) : []), ...(other ? skeletonsOf(other) : [])]
  return {
    text: name && script !== "latin" ? name.id : letters,
    original: word,
    script,
    skeletons: [...new Set(skeletons)].slice(0, 4),
    known: name?.id ?? null,
    initial: letters.length === 1 && script !== "han",
    optional: OPTIONAL.has(word) || OPTIONAL.has(foldArabic(word)),
  }
}

/** Without doubled spaces and words; all capitals or all small letters become a capital per word. */
function displayOf(text: string, isCompany: boolean): string {
  const tidy = text.replace(/^[\s.,;:|/\\~*_-]+|[\s,;:|/\\~*_-]+$/g, "")
  const isShouted = tidy === tidy.toUpperCase() || tidy === tidy.toLowerCase()
  if (isCompany) return isShouted ? capitalised(tidy).replace(LEGAL_FORM, (form) => form.toUpperCase()) : tidy
  if (!isShouted && tidy.split(" ").length > NAME_WORDS_MAX) return tidy
  return isShouted
    ? capitalised(tidy)
    : tidy.replace(SHOUTED_WORD, capitalised).replace(SMALL_WORD, (word) => (isParticle(word) ? word : capitalised(word)))
}

const capitalised = (text: string): string => text.toLowerCase().replace(/(?<![\p{L}\p{M}'’])\p{L}/gu, (letter) => letter.toUpperCase())

const SHOUTED_WORD = /(?<!\S)\p{Lu}{3,}(?![^\s,])/gu
const SMALL_WORD = /(?<!\S)\p{Ll}[\p{Ll}\p{M}]+(?![^\s,])/gu
/** More words are a sentence. */
const NAME_WORDS_MAX = 5
const isParticle = (word: string): boolean =>
  CONNECTORS.has(word) ||
  INNER_CONNECTORS.has(word) ||
  ARTICLES.has(word) ||
  SUN_ARTICLES.has(word) ||
  /^(?:of|the|in|abu|umm|ud|uz)$/.test(word)
const LEGAL_FORM = /\b(?:llc|fze|fzco|fzc|fz|plc|uae|dmcc|difc)\b/gi

function searchOf(display: string, tokens: NameToken[]): string {
  const typed = display
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\d\s]/gu, " ")
    .split(/\s+/)
  const plain = typed.map((word) => (scriptOf(word) === "latin" ? anyAscii(word).toLowerCase() : word))
  const known = tokens.flatMap((token) => (token.known === null ? [token.text] : [token.text, token.known]))
  return [...new Set([...plain, ...known])].filter((word) => word !== "").join(" ")
}
