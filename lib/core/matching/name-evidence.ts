/**
 * What two sets of names say. A rare word that agrees is worth much, Mohammed little; a word that stands against
 * another is worth −4.5 bits; a father's or middle name that only one side gives costs little; a missing name costs
 * nothing. The best pair of names counts, so a lead with several spellings is met in any of them.
 */
import { alignNames, withSlips, type NameAlignment, type TokenLevel, type TokenMatch } from "@/lib/core/identity/name-compare"
import type { NameReading, NameToken } from "@/lib/core/identity/person-name"
import { givenIndex } from "@/lib/core/identity/name-order"
import { logRatio, type EvidencePart } from "@/lib/core/matching/evidence"
import { furtherWords, isAlikeWord, standsInLocal } from "@/lib/core/matching/local-part"
import { skeletonShare, wordShare, type MatchStats } from "@/lib/core/matching/stats"

const TOKEN_BITS_MAX = 11
const TOKEN_BITS_MIN = 0.5
// The words of a name are not independent: a people shares both its given and its family names.
const FIRST_WEIGHT = 0.9
const NEXT_WEIGHT = 0.7
const CONFLICT_BITS = -4.5
const EXTRA_BITS = -0.6
const OTHER_GIVEN_BITS = -3
const NOTHING_BITS = -6
const INITIAL_BITS = 2
const IN_EMAIL = { weight: 0.75, bitsMax: 7 }
const LOSS: Record<Exclude<TokenLevel, "initial">, number> = { exact: 0, variant: 1, translit: 1, nickname: 1.5, typo: 2, short: 2.5 }

export type NameEvidence = {
  bits: number
  parts: EvidencePart[]
  /** Full words that agree; initials and words found only in an e-mail are not among them. */
  matched: number
  /** Words of a name found in the other side's e-mail address. */
  inEmail: number
  conflicts: number
  /** Conflicts that no slip of the pen explains. */
  clashes: number
  /** Nothing agrees, not even an initial or a slip. */
  nothing: boolean
  /** At least one side has no name. */
  missing: boolean
  /** Bits of the given names, when they agree with each other; 0 when they do not. */
  givenBits: number
  /** Position of the right name that agreed best. */
  rightIndex: number | null
}

export type NameSide = { names: readonly NameReading[]; locals: readonly string[] }

export function compareNames(left: NameSide, right: NameSide, stats: MatchStats): NameEvidence {
  if (left.names.length === 0 || right.names.length === 0) return oneSided(left, right, stats)
  // An address that both have says nothing about whose name it is made from.
  const leftLocals = left.locals.filter((local) => !right.locals.includes(local))
  const rightLocals = right.locals.filter((local) => !left.locals.includes(local))
  const bothFull = left.names.some(isFull) && right.names.some(isFull)
  let best: NameEvidence | null = null
  for (const one of left.names) {
    for (const [index, other] of right.names.entries()) {
      // "Selin" fits Yaroslav Selin, but not when the lead is known as Aleksandr Selin.
      if (bothFull && !(isFull(one) && isFull(other))) continue
      const evidence = { ...comparePair(one, other, leftLocals, rightLocals, stats), rightIndex: index }
      if (best === null || evidence.bits > best.bits) best = evidence
    }
  }
  return best ?? oneSided(left, right, stats)
}

/** A name of at least two written-out words. */
const isFull = (name: NameReading): boolean => name.tokens.filter((token) => !token.initial && !token.optional).length >= 2

function comparePair(
  left: NameReading,
  right: NameReading,
  leftLocals: readonly string[],
  rightLocals: readonly string[],
  stats: MatchStats,
): NameEvidence {
  const alignment = alignNames(left, right)
  const matchParts = alignment.matches.map(
    (match) => spelledInEmail(match, left, right, leftLocals, rightLocals, stats) ?? partOf(match, left, right, stats),
  )
  const inRight = wordsInLocals(alignment.leftOver.map((index) => left.tokens[index]), rightLocals, stats, false)
  const inLeft = wordsInLocals(alignment.rightOver.map((index) => right.tokens[index]), leftLocals, stats, true)
  const inEmail = inRight.length + inLeft.length
  const leftOver = alignment.leftOver.length - inRight.length + otherWordsInLocals(left, leftLocals, right)
  const rightOver = alignment.rightOver.length - inLeft.length + otherWordsInLocals(right, rightLocals, left)
  const { slips } = withSlips(alignment, left, right)
  const conflicts = Math.max(0, Math.min(leftOver, rightOver))
  const extras = Math.abs(alignment.leftOver.length - inRight.length - (alignment.rightOver.length - inLeft.length))
  const parts = weighted([...matchParts, ...inRight, ...inLeft])
  if (conflicts > 0) parts.push(conflictPart(alignment, left, right, conflicts))
  if (extras > 0) parts.push({ feature: "name", level: "extra", left: "", right: "", bits: EXTRA_BITS * extras })
  if (conflicts === 0 && extras > 0 && isOtherGiven(left, right, alignment)) {
    parts.push({ feature: "name", level: "other-given", left: "", right: "", bits: OTHER_GIVEN_BITS })
  }
  const matched = alignment.matches.filter((match) => match.level !== "initial").length
  const total = parts.reduce((sum, part) => sum + part.bits, 0)
  const isNothing = alignment.matches.length + inEmail === 0
  const bits = isNothing ? Math.min(total, NOTHING_BITS) : total
  if (bits < total) parts.push({ feature: "name", level: "nothing", left: "", right: "", bits: bits - total })
  const clashes = Math.max(0, Math.min(alignment.leftOver.length - inRight.length, alignment.rightOver.length - inLeft.length) - slips)
  const givens = [givenIndex(left), givenIndex(right)] as const
  const givenAt = alignment.matches.findIndex((match) => match.left.includes(givens[0]) && match.right.includes(givens[1]))
  const givenBits = matchParts[givenAt]?.bits ?? 0
  return { bits, parts, matched, inEmail, conflicts, clashes, nothing: isNothing && slips === 0, missing: false, givenBits, rightIndex: null }
}

/** A name on one side, an address made from a name on the other. */
function oneSided(left: NameSide, right: NameSide, stats: MatchStats): NameEvidence {
  const tokensOf = (side: NameSide): NameToken[] => side.names.flatMap((name) => name.tokens)
  const parts = weighted([
    ...wordsInLocals(tokensOf(left), right.locals, stats, false),
    ...wordsInLocals(tokensOf(right), left.locals, stats, true),
  ])
  const bits = parts.reduce((sum, part) => sum + part.bits, 0)
  return { bits, parts, matched: 0, inEmail: parts.length, conflicts: 0, clashes: 0, nothing: false, missing: true, givenBits: 0, rightIndex: null }
}

/**
 * "Imran Hussain" and "Naeem Imran Hussain" are a father and his son: the given name of one side is missing, and the
 * other's stands in its father's place. Names that many men bear before their own (Mohammed) are often left out.
 */
function isOtherGiven(left: NameReading, right: NameReading, { leftOver, rightOver }: NameAlignment): boolean {
  const isMissing = (name: NameReading, over: readonly number[], other: NameReading): boolean => {
    const index = givenIndex(name)
    const given = name.tokens[index]
    return over.includes(index) && given !== undefined && !LEFT_OUT.has(given.known ?? given.text) && other.tokens.length >= 2
  }
  return isMissing(left, leftOver, right) || isMissing(right, rightOver, left)
}

const LEFT_OUT = new Set(["mohammed", "syed", "ahmed", "maria", "abdul"])

/** The rarest word in full, the others as far as it does not already imply them. */
function weighted(parts: EvidencePart[]): EvidencePart[] {
  const rarest = parts.reduce((best, part, index) => (part.bits > (parts[best]?.bits ?? 0) ? index : best), 0)
  return parts.map((part, index) => ({ ...part, bits: part.bits * (index === rarest ? FIRST_WEIGHT : NEXT_WEIGHT) }))
}

/** An address that is made from the name may hold a word of it that the name field lacks and the other side denies. */
function otherWordsInLocals(name: NameReading, locals: readonly string[], other: NameReading): number {
  const words = locals.flatMap((local) => furtherWords(local, name))
  return words.some((word) => !other.tokens.some((token) => isAlikeWord(word, token))) ? 1 : 0
}

/** "Jennifer T." with jtorres@ against Jennifer Torres: the address spells out what the initial stands for. */
function spelledInEmail(
  match: TokenMatch,
  left: NameReading,
  right: NameReading,
  leftLocals: readonly string[],
  rightLocals: readonly string[],
  stats: MatchStats,
): EvidencePart | null {
  const [mine, theirs] = [left.tokens[match.left[0] ?? 0], right.tokens[match.right[0] ?? 0]]
  if (match.level !== "initial" || !mine || !theirs || mine.initial === theirs.initial) return null
  const found = mine.initial ? wordsInLocals([theirs], leftLocals, stats, true) : wordsInLocals([mine], rightLocals, stats, false)
  return found[0] ?? null
}

function partOf(match: TokenMatch, left: NameReading, right: NameReading, stats: MatchStats): EvidencePart {
  const lefts = match.left.flatMap((index) => left.tokens[index] ?? [])
  const rights = match.right.flatMap((index) => right.tokens[index] ?? [])
  const texts = { left: wordsOf(lefts), right: wordsOf(rights) }
  return { feature: "name", level: match.level, ...texts, bits: bitsOf(match.level, [...lefts, ...rights], stats) }
}

function bitsOf(level: TokenLevel, tokens: readonly NameToken[], stats: MatchStats): number {
  if (level === "initial") return INITIAL_BITS
  const shareOf = level === "exact" ? wordShare : skeletonShare
  const commonest = Math.max(...tokens.map((token) => shareOf(token, stats)))
  return Math.max(TOKEN_BITS_MIN, Math.min(TOKEN_BITS_MAX, logRatio(commonest)) - LOSS[level])
}

function wordsInLocals(
  tokens: readonly (NameToken | undefined)[],
  locals: readonly string[],
  stats: MatchStats,
  isFlipped: boolean,
): EvidencePart[] {
  const found: EvidencePart[] = []
  for (const token of tokens) {
    const local = token && locals.find((text) => standsInLocal(token.text, text))
    if (!token || local === undefined) continue
    const bits = Math.min(IN_EMAIL.bitsMax, logRatio(skeletonShare(token, stats)) * IN_EMAIL.weight)
    const texts = isFlipped ? { left: local, right: token.original } : { left: token.original, right: local }
    found.push({ feature: "name", level: "in-email", ...texts, bits })
  }
  return found
}

function conflictPart(alignment: NameAlignment, left: NameReading, right: NameReading, conflicts: number): EvidencePart {
  const texts = {
    left: wordsOf(alignment.leftOver.flatMap((index) => left.tokens[index] ?? [])),
    right: wordsOf(alignment.rightOver.flatMap((index) => right.tokens[index] ?? [])),
  }
  return { feature: "name", level: "conflict", ...texts, bits: CONFLICT_BITS * conflicts }
}

const wordsOf = (tokens: readonly NameToken[]): string => tokens.map((token) => token.original).join(" ")
