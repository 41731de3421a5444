/**
 * What two sets of names say. A rare word that agrees is worth much, Mohammed little; a contradicting word is worth
 * −4.5 bits; a father's or middle name that only one side gives costs little; a missing name costs nothing. The best
 * pair of names counts, so a lead with several spellings matches by any of them.
 */
import { alignNames, type NameAlignment } from "@/lib/core/identity/names/name-compare"
import type { NameReading, NameToken } from "@/lib/core/identity/names/person-name"
import type { EvidencePart } from "./evidence"
import { bitsMax, conflictPart, otherWordsInLocals, partOf, spelledInEmail, weighted, wordsInLocals, type NameSide } from "./name-parts"
import type { MatchStats } from "./stats"

const EXTRA_BITS = -0.6
const OTHER_GIVEN_BITS = -3
const NOTHING_BITS = -6

export type NameEvidence = {
  bits: number
  parts: EvidencePart[]
  /** Full words that agree; initials and words found only in an e-mail are not among them. */
  matched: number
  /** Words of a name found in the other side's e-mail address. */
  inEmail: number
  conflicts: number
  /** Conflicts that are not explained by a typing error. */
  clashes: number
  /** Nothing agrees, not even an initial or a typing error. */
  nothing: boolean
  /** At least one side has no name. */
  missing: boolean
  /** Bits of the given names, when they agree with each other; 0 when they do not. */
  givenBits: number
  /** Position of the right name that agreed best. */
  rightIndex: number | null
}

export function compareNames(left: NameSide, right: NameSide, stats: MatchStats): NameEvidence {
  if (left.names.length === 0 || right.names.length === 0) return oneSided(left, right, stats)
  // An address that both have says nothing about which name it is made from.
  const leftLocals = onlyIn(left.locals, right.locals)
  const rightLocals = onlyIn(right.locals, left.locals)
  const bothFull = left.names.some(isFull) && right.names.some(isFull)
  let best: NameEvidence | null = null
  for (const one of left.names) {
    for (const [index, other] of right.names.entries()) {
      // "Selin" fits Yaroslav Selin, but not when the lead is known as Aleksandr Selin.
      if (bothFull && !(isFull(one) && isFull(other))) continue
      const evidence = comparePair(one, other, leftLocals, rightLocals, stats)
      if (best !== null && evidence.bits <= best.bits) continue
      evidence.rightIndex = index
      best = evidence
    }
  }
  return best ?? oneSided(left, right, stats)
}

const onlyIn = (locals: readonly string[], others: readonly string[]): readonly string[] =>
  locals.length === 0 || others.length === 0 ? locals : locals.filter((local) => !others.includes(local))

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
  const inRight = wordsInLocals(tokensAt(left, alignment.leftOver), rightLocals, stats, false)
  const inLeft = wordsInLocals(tokensAt(right, alignment.rightOver), leftLocals, stats, true)
  const inEmail = inRight.length + inLeft.length
  const leftOver = alignment.leftOver.length - inRight.length
  const rightOver = alignment.rightOver.length - inLeft.length
  // Where one side has fewer words left over, the other's address changes nothing.
  const leftWords = leftOver <= rightOver ? leftOver + otherWordsInLocals(left, leftLocals, right) : leftOver
  const rightWords = rightOver <= leftOver ? rightOver + otherWordsInLocals(right, rightLocals, left) : rightOver
  const conflicts = Math.max(0, Math.min(leftWords, rightWords))
  const agreeing = weighted([...matchParts, ...inRight, ...inLeft])
  const opposing = opposingParts(left, right, alignment, conflicts, Math.abs(leftOver - rightOver))
  const parts = [...agreeing, ...opposing]
  const total = parts.reduce((sum, part) => sum + part.bits, 0)
  const isNothing = alignment.matches.length + inEmail === 0
  const bits = isNothing ? Math.min(total, NOTHING_BITS) : total
  if (bits < total) parts.push({ feature: "name", level: "nothing", left: "", right: "", bits: bits - total })
  return {
    bits,
    parts,
    matched: alignment.matches.filter((match) => match.level !== "initial").length,
    inEmail,
    conflicts,
    clashes: Math.max(0, Math.min(leftOver, rightOver) - alignment.slips),
    nothing: isNothing && alignment.slips === 0,
    missing: false,
    givenBits: givenBits(left, right, alignment, matchParts),
    rightIndex: null,
  }
}

const tokensAt = (name: NameReading, indexes: readonly number[]): NameToken[] => indexes.flatMap((index) => name.tokens[index] ?? [])

/**
 * No comparison of these two gives more bits. Each part of the evidence takes a word of the left, or one of the right that
 * stands in an address of the left; and the same from the other side.
 */
export function nameBitsMax(left: NameSide, right: NameSide, stats: MatchStats): number {
  const [mine, theirs] = [bitsMax(tokensOf(left), stats), bitsMax(tokensOf(right), stats)]
  if (left.locals.length > 0) return right.locals.length > 0 ? mine + theirs : theirs
  return right.locals.length > 0 ? mine : Math.min(mine, theirs)
}

/** Words that one side has and the other does not. */
function opposingParts(left: NameReading, right: NameReading, alignment: NameAlignment, conflicts: number, extras: number): EvidencePart[] {
  const parts: EvidencePart[] = []
  if (conflicts > 0) parts.push(conflictPart(alignment, left, right, conflicts))
  if (extras > 0) parts.push({ feature: "name", level: "extra", left: "", right: "", bits: EXTRA_BITS * extras })
  if (conflicts === 0 && extras > 0 && isOtherGiven(left, right, alignment)) {
    parts.push({ feature: "name", level: "other-given", left: "", right: "", bits: OTHER_GIVEN_BITS })
  }
  return parts
}

function givenBits(left: NameReading, right: NameReading, { matches }: NameAlignment, parts: readonly EvidencePart[]): number {
  const [mine, theirs] = [givenIndex(left), givenIndex(right)]
  const at = matches.findIndex((match) => match.left.includes(mine) && match.right.includes(theirs))
  return parts[at]?.bits ?? 0
}

const tokensOf = (side: NameSide): NameToken[] => side.names.flatMap((name) => name.tokens)

/** A name on one side, an address made from a name on the other. */
function oneSided(left: NameSide, right: NameSide, stats: MatchStats): NameEvidence {
  const parts = weighted([
    ...wordsInLocals(tokensOf(left), right.locals, stats, false),
    ...wordsInLocals(tokensOf(right), left.locals, stats, true),
  ])
  const bits = parts.reduce((sum, part) => sum + part.bits, 0)
  return {
    bits,
    parts,
    matched: 0,
    inEmail: parts.length,
    conflicts: 0,
    clashes: 0,
    nothing: false,
    missing: true,
    givenBits: 0,
    rightIndex: null,
  }
}

/**
 * "Imran Hussain" and "Naeem Imran Hussain" are a father and his son: the given name of one side is missing, and the
 * other's stands in its father's place. Names that many men bear before their own (Mohammed) are often left out.
 */
function isOtherGiven(left: NameReading, right: NameReading, { leftOver, rightOver }: NameAlignment): boolean {
  return isGivenMissing(left, leftOver, right) || isGivenMissing(right, rightOver, left)
}

function isGivenMissing(name: NameReading, over: readonly number[], other: NameReading): boolean {
  const index = givenIndex(name)
  const given = name.tokens[index]
  return over.includes(index) && given !== undefined && !LEFT_OUT.has(given.known ?? given.text) && other.tokens.length >= 2
}

const LEFT_OUT = new Set(["mohammed", "syed", "ahmed", "maria", "abdul"])

/** Which word of a name is the given name: the first, but for Chinese names, which put the family first. */

const FAMILY_FIRST = new Set(
  `li wang zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo zheng liang xie song tang xu deng feng
  cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren yao shen zhong cui tan fan wang liao shi
  jin jia xia fu fang zou xiong bai meng qin qiu hou yin xue yan duan lei long shi tao he mao hao gu gong shao wan qian dai mo
  kong xiang chang kang yi qiao lai wen ouyang situ zhuge shangguan sima chan wong cheung leung lau kwok yeung lam chow`.split(/\s+/),
)

/** Position of the given name among the tokens: the first, but the second of a Chinese name; 0 for an empty name. */
function givenIndex(name: NameReading): number {
  const [first, second, third] = name.tokens
  if (!first || !second || third) return 0
  const isFamilyFirst = FAMILY_FIRST.has(first.text) && (first.script === "han" || !FAMILY_FIRST.has(second.text))
  return isFamilyFirst ? 1 : 0
}
