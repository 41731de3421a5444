/**
 * Comparing two names word by word, in any order and script. Each pair of words is alike at one level or not at all;
 * the best pairs are taken first, each word once. Two words may also be one word on the other side (Xiao Ming and
 * Xiaoming). The comparison is symmetric.
 */
import { areNicknames } from "./name-nicknames"
import type { NameReading, NameToken } from "./person-name"
import { rememberNames, rememberPairs } from "./remember-pairs"
import { skeletonsOf } from "@/lib/core/identity/skeleton"
import { editDistance, isAlike } from "@/lib/core/identity/string-distance"

export type TokenLevel = "exact" | "variant" | "translit" | "nickname" | "typo" | "short" | "initial"
export type TokenMatch = { left: number[]; right: number[]; level: TokenLevel }
export type NameAlignment = {
  matches: TokenMatch[]
  /** Words without a counterpart, as positions; optional words are left out. */
  leftOver: number[]
  rightOver: number[]
  /** Pairs of words that contradict each other: as many as both sides have left over. */
  conflicts: number
  /** How many of them are typing errors of each other. */
  slips: number
}

const RANK: Record<TokenLevel, number> = {
  exact: 7,
  variant: 6,
  translit: 6,
  nickname: 5,
  typo: 4,
  short: 3,
  initial: 1,
}

/** How two words of names are alike, or null. */
export const compareTokens = rememberPairs(levelOf)

function levelOf(left: NameToken, right: NameToken): TokenLevel | null {
  if (left.initial || right.initial) return compareInitials(left, right)
  const acrossScripts = left.script !== right.script
  if (left.text === right.text) return acrossScripts ? "translit" : "exact"
  const isNickname = areNicknames(left.known ?? left.text, right.known ?? right.text) || areNicknames(left.text, right.text)
  if (left.known !== null && right.known !== null) {
    if (left.known === right.known) return acrossScripts ? "translit" : "variant"
    return isNickname ? "nickname" : null
  }
  if (soundAlike(left, right, acrossScripts)) return acrossScripts ? "translit" : "variant"
  if (isNickname) return "nickname"
  if (isServantShort(left.text, right.text) || isServantShort(right.text, left.text)) return "short"
  const spellings = [left.text, left.known ?? left.text].flatMap((one) =>
    [right.text, right.known ?? right.text].map((other) => [one, other] as const),
  )
  return spellings.some(([one, other]) => looksMistyped(one, other)) ? "typo" : null
}

/**
 * Similar enough not to speak against one person when an equal phone or email already speaks for one: same consonants,
 * two typing errors, or one word the beginning of the other. Different known names stay different.
 */
const mayBeSlip = rememberPairs(isSlip)

function isSlip(left: NameToken, right: NameToken): boolean {
  if (compareTokens(left, right) !== null) return true
  // "A." may stand for the article of a family name.
  if ((left.initial && left.text === "a") || (right.initial && right.text === "a")) return true
  const isPrefix =
    left.text.slice(0, 3) === right.text.slice(0, 3) && (left.text.startsWith(right.text) || right.text.startsWith(left.text))
  if (isPrefix && Math.min(left.text.length, right.text.length) >= 3) return true
  if (left.initial || right.initial || (left.known !== null && right.known !== null)) return false
  const shared = left.skeletons.find((skeleton) => skeleton.length >= 2 && right.skeletons.includes(skeleton))
  if (shared !== undefined && (shared.length >= 3 || left.text[0] === right.text[0])) return true
  if (editDistance(left.text, right.text, 2) <= (Math.min(left.text.length, right.text.length) >= 5 ? 2 : 1)) return true
  return isAlike(left.text, right.text, 0.8)
}

function compareInitials(left: NameToken, right: NameToken): TokenLevel | null {
  const [initial, full] = left.initial ? [left, right] : [right, left]
  // "A." may abbreviate the article of Al Qassimi, which the word itself has lost.
  return [full.text, full.known ?? "", full.original].some((text) => text.startsWith(initial.text)) ? "initial" : null
}

function soundAlike(left: NameToken, right: NameToken, acrossScripts: boolean): boolean {
  const shared = left.skeletons.find((skeleton) => right.skeletons.includes(skeleton))
  if (shared === undefined) return false
  const isShort = shared.length <= 2
  // Few consonants say little: the vowels have to agree as well (Omar is not Amir, Sara is not Zara).
  const least = acrossScripts ? (isShort ? 0.6 : 0.5) : isShort ? 0.84 : 0.7
  return isAlike(left.text, right.text, least) || isAlike(foldVowels(left.text), foldVowels(right.text), least)
}

/** Naim and Naeem, Nayef and Naif, Suhail and Soheil write the same vowels. */
const foldVowels = (text: string): string =>
  text
    .replace(/[eiy]+/g, "i")
    .replace(/[ouw]+/g, "u")
    .replace(/(.)\1+/g, "$1")
    .replace(/ai(?=[^aiu]|$)/g, "i")

function looksMistyped(left: string, right: string): boolean {
  const shorter = Math.min(left.length, right.length)
  if (shorter >= 5 && editDistance(left, right, 1) === 1) return true
  return shorter >= 4 && Math.abs(left.length - right.length) <= 2 && isAlike(left, right, 0.92)
}

/** "Abdul" for Abdul Rahman, and Rahman for Abdul Rahman. */
function isServantShort(short: string, full: string): boolean {
  if (!full.startsWith("abd") || full.length < 6) return false
  return /^abd(?:[aeou]l?|ou|oul)?$/.test(short) || (short.length >= 4 && isAlike(short, full.slice(3), 0.85))
}

type Candidate = TokenMatch & { rank: number }

/** Which words of two names belong together. Names of a people meet each other all day, so what was found is kept. */
export const alignNames = rememberNames(align)

function align(left: NameReading, right: NameReading): NameAlignment {
  const candidates = [...singlePairs(left, right), ...joinedPairs(left, right, false), ...joinedPairs(right, left, true)]
  candidates.sort((a, b) => b.rank - a.rank || positionSum(a) - positionSum(b))
  const usedLeft = new Set<number>()
  const usedRight = new Set<number>()
  const matches: TokenMatch[] = []
  for (const { left: lefts, right: rights, level } of candidates) {
    if (lefts.some((index) => usedLeft.has(index)) || rights.some((index) => usedRight.has(index))) continue
    for (const index of lefts) usedLeft.add(index)
    for (const index of rights) usedRight.add(index)
    matches.push({ left: lefts, right: rights, level })
  }
  const leftOver = unmatched(left, usedLeft)
  const rightOver = unmatched(right, usedRight)
  const conflicts = Math.min(leftOver.length, rightOver.length)
  return { matches, leftOver, rightOver, conflicts, slips: conflicts === 0 ? 0 : slipsAmong(left, leftOver, right, rightOver) }
}

function singlePairs(left: NameReading, right: NameReading): Candidate[] {
  return left.tokens.flatMap((one, i) =>
    right.tokens.flatMap((other, j) => {
      const level = compareTokens(one, other)
      return level === null ? [] : [{ left: [i], right: [j], level, rank: RANK[level] }]
    }),
  )
}

/** Neighbouring words of one side that are a single word of the other. */
function joinedPairs(split: NameReading, whole: NameReading, isSwapped: boolean): Candidate[] {
  const found: Candidate[] = []
  for (let i = 0; i + 1 < split.tokens.length; i++) {
    const first = split.tokens[i]
    const second = split.tokens[i + 1]
    if (!first || !second || first.initial || second.initial) continue
    for (const [j, token] of whole.tokens.entries()) {
      const level = mayBeJoined(first.text.length + second.text.length, token) ? compareJoined(first.text + second.text, token) : null
      if (level === null) continue
      const match = isSwapped ? { left: [j], right: [i, i + 1] } : { left: [i, i + 1], right: [j] }
      found.push({ ...match, level, rank: RANK[level] + 0.5 })
    }
  }
  return found
}

const mayBeJoined = (length: number, { text }: NameToken): boolean =>
  length === text.length || (text.length >= 6 && Math.abs(length - text.length) <= 3)

function compareJoined(joined: string, token: NameToken): TokenLevel | null {
  if (joined === token.text) return "exact"
  if (token.text.length < 6) return null
  const shares = skeletonsOf(joined).some((skeleton) => token.skeletons.includes(skeleton))
  if (!shares) return null
  return isAlike(joined, token.text, token.script === "latin" ? 0.85 : 0.7) ? "variant" : null
}

const positionSum = (match: TokenMatch): number => (match.left[0] ?? 0) + (match.right[0] ?? 0)

const unmatched = (name: NameReading, used: ReadonlySet<number>): number[] =>
  name.tokens.flatMap((token, index) => (used.has(index) || token.optional ? [] : [index]))

/**
 * True when two names cannot well belong to one person: both are present, at least one word contradicts another, and no
 * more words agree than disagree. Initials, nicknames, spellings, typing errors and a name that is part of the other do
 * not contradict. Used before a name is overwritten; the matcher weighs names more finely.
 */
export function namesContradict(left: NameReading, right: NameReading): boolean {
  if (left.missing || right.missing) return false
  const { matches, conflicts, slips } = alignNames(left, right)
  const agreeing = matches.length + slips
  return agreeing === 0 || Math.max(0, conflicts - slips) >= agreeing
}

function slipsAmong(left: NameReading, leftOver: readonly number[], right: NameReading, rightOver: readonly number[]): number {
  const free = new Set(rightOver)
  let slips = 0
  for (const index of leftOver) {
    const token = left.tokens[index]
    const partner = [...free].find((other) => token && right.tokens[other] && mayBeSlip(token, right.tokens[other]))
    if (partner === undefined) continue
    free.delete(partner)
    slips++
  }
  return slips
}
