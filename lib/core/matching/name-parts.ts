/** The parts of name evidence: what each agreeing word, each word found in an address and each conflict is worth. */
import type { NameAlignment, TokenLevel, TokenMatch } from "@/lib/core/identity/names/name-compare"
import type { NameReading, NameToken } from "@/lib/core/identity/names/person-name"
import { logRatio, type EvidencePart } from "@/lib/core/matching/evidence"
import { furtherWords, isAlikeWord, standsInLocal } from "@/lib/core/matching/local-part"
import { skeletonShare, wordShare, type MatchStats } from "@/lib/core/matching/stats"

export type NameSide = { names: readonly NameReading[]; locals: readonly string[] }

const TOKEN_BITS_MAX = 11
const TOKEN_BITS_MIN = 0.5
// The words of a name are not independent: a people shares both its given and its family names.
const FIRST_WEIGHT = 0.9
const NEXT_WEIGHT = 0.7
const CONFLICT_BITS = -4.5
const INITIAL_BITS = 2
const IN_EMAIL = { weight: 0.75, bitsMax: 7 }
const LOSS: Record<Exclude<TokenLevel, "initial">, number> = {
  exact: 0,
  variant: 1,
  translit: 1,
  nickname: 1.5,
  typo: 2,
  short: 2.5,
}

/** The rarest word in full, the others as far as it does not imply them already. */
export function weighted(parts: EvidencePart[]): EvidencePart[] {
  const rarest = parts.reduce((best, part, index) => (part.bits > (parts[best]?.bits ?? 0) ? index : best), 0)
  return parts.map((part, index) => ({ ...part, bits: part.bits * (index === rarest ? FIRST_WEIGHT : NEXT_WEIGHT) }))
}

/** An address made from the name may hold a word of it that the name field lacks and the other side denies. */
export function otherWordsInLocals(name: NameReading, locals: readonly string[], other: NameReading): number {
  if (locals.length === 0) return 0
  const words = locals.flatMap((local) => furtherWords(local, name))
  return words.some((word) => !other.tokens.some((token) => isAlikeWord(word, token))) ? 1 : 0
}

/** "Jennifer T." with jtorres@ against Jennifer Torres: the address spells out the initial. */
export function spelledInEmail(
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

export function partOf(match: TokenMatch, left: NameReading, right: NameReading, stats: MatchStats): EvidencePart {
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

/** What these words give at most when all of them agree: no share of a pair is smaller than that of either word. */
export function bitsMax(tokens: readonly NameToken[], stats: MatchStats): number {
  const each = tokens.map((token) => Math.max(INITIAL_BITS, Math.min(TOKEN_BITS_MAX, logRatio(wordShare(token, stats)))))
  return each.reduce((sum, bits) => sum + bits * NEXT_WEIGHT, Math.max(0, ...each) * (FIRST_WEIGHT - NEXT_WEIGHT))
}

export function wordsInLocals(
  tokens: readonly (NameToken | undefined)[],
  locals: readonly string[],
  stats: MatchStats,
  isFlipped: boolean,
): EvidencePart[] {
  if (locals.length === 0) return []
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

export function conflictPart(alignment: NameAlignment, left: NameReading, right: NameReading, conflicts: number): EvidencePart {
  const texts = {
    left: wordsOf(alignment.leftOver.flatMap((index) => left.tokens[index] ?? [])),
    right: wordsOf(alignment.rightOver.flatMap((index) => right.tokens[index] ?? [])),
  }
  return { feature: "name", level: "conflict", ...texts, bits: CONFLICT_BITS * conflicts }
}

const wordsOf = (tokens: readonly NameToken[]): string => tokens.map((token) => token.original).join(" ")
