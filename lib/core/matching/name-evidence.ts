/**
 * What two sets of names say. A rare word that agrees is worth much, Mohammed little; a word that stands against
 * another is worth −4.5 bits; a father's or middle name that only one side gives costs little; a missing name costs
 * nothing. The best pair of names counts, so a lead with several spellings is met in any of them.
 */
import { alignNames, type NameAlignment, type TokenLevel, type TokenMatch } from "@/lib/core/identity/name-compare"
import type { NameReading, NameToken } from "@/lib/core/identity/person-name"
import { logRatio, type EvidencePart } from "@/lib/core/matching/evidence"
import { standsInLocal } from "@/lib/core/matching/local-part"
import { skeletonShare, wordShare, type MatchStats } from "@/lib/core/matching/stats"

const TOKEN_BITS_MAX = 11
const TOKEN_BITS_MIN = 0.5
const NAME_WEIGHT = 0.9
const CONFLICT_BITS = -4.5
const EXTRA_BITS = -0.6
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
  /** At least one side has no name. */
  missing: boolean
  /** The first words (given names, as written) agree. */
  givenAgrees: boolean
  /** Position of the right name that agreed best. */
  rightIndex: number | null
}

export type NameSide = { names: readonly NameReading[]; locals: readonly string[] }

export function compareNames(left: NameSide, right: NameSide, stats: MatchStats): NameEvidence {
  if (left.names.length === 0 || right.names.length === 0) return oneSided(left, right, stats)
  let best: NameEvidence | null = null
  for (const one of left.names) {
    for (const [index, other] of right.names.entries()) {
      const evidence = { ...comparePair(one, other, left.locals, right.locals, stats), rightIndex: index }
      if (best === null || evidence.bits > best.bits) best = evidence
    }
  }
  return best ?? oneSided(left, right, stats)
}

function comparePair(
  left: NameReading,
  right: NameReading,
  leftLocals: readonly string[],
  rightLocals: readonly string[],
  stats: MatchStats,
): NameEvidence {
  const alignment = alignNames(left, right)
  const matchParts = alignment.matches.map((match) => partOf(match, left, right, stats))
  const inRight = wordsInLocals(alignment.leftOver.map((index) => left.tokens[index]), rightLocals, stats, false)
  const inLeft = wordsInLocals(alignment.rightOver.map((index) => right.tokens[index]), leftLocals, stats, true)
  const inEmail = inRight.length + inLeft.length
  const leftOver = alignment.leftOver.length - inRight.length
  const rightOver = alignment.rightOver.length - inLeft.length
  const conflicts = Math.max(0, Math.min(leftOver, rightOver))
  const extras = Math.abs(leftOver - rightOver)
  const parts = [...matchParts, ...inRight, ...inLeft].map((part) => ({ ...part, bits: part.bits * NAME_WEIGHT }))
  if (conflicts > 0) parts.push(conflictPart(alignment, left, right, conflicts))
  if (extras > 0) parts.push({ feature: "name", level: "extra", left: "", right: "", bits: EXTRA_BITS * extras })
  const matched = alignment.matches.filter((match) => match.level !== "initial").length
  const total = parts.reduce((sum, part) => sum + part.bits, 0)
  const bits = alignment.matches.length + inEmail === 0 ? Math.min(total, NOTHING_BITS) : total
  if (bits < total) parts.push({ feature: "name", level: "nothing", left: "", right: "", bits: bits - total })
  const givenAgrees = alignment.matches.some((match) => match.left.includes(0) && match.right.includes(0))
  return { bits, parts, matched, inEmail, conflicts, missing: false, givenAgrees, rightIndex: null }
}

/** A name on one side, an address made from a name on the other. */
function oneSided(left: NameSide, right: NameSide, stats: MatchStats): NameEvidence {
  const tokensOf = (side: NameSide): NameToken[] => side.names.flatMap((name) => name.tokens)
  const parts = [
    ...wordsInLocals(tokensOf(left), right.locals, stats, false),
    ...wordsInLocals(tokensOf(right), left.locals, stats, true),
  ].map((part) => ({ ...part, bits: part.bits * NAME_WEIGHT }))
  const bits = parts.reduce((sum, part) => sum + part.bits, 0)
  return { bits, parts, matched: 0, inEmail: parts.length, conflicts: 0, missing: true, givenAgrees: false, rightIndex: null }
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
