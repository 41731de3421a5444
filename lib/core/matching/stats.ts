/**
 * What the matcher needs to know about the whole population. The caller fills this interface, from tables in production
 * and from memory in tests and benchmarks; the numbers may be slightly out of date.
 */
import type { DuplicateReason } from "@/lib/core/matching/flag-reasons"
import type { NameReading, NameToken } from "@/lib/core/identity/names/person-name"
import { knownNames } from "@/lib/core/identity/names/name-variants"
import { skeletonsOf } from "@/lib/core/identity/skeleton"

export type IdentifierLabel = "personal" | "household" | "company"
type IdentifierStats = {
  /** Different people's names seen with this value (see distinctNames). */
  names: number
  /** A reviewer's label, if there is one. */
  label: IdentifierLabel | null
}
/** "linked" is open too, and was raised because one event named both leads: the strongest reason. */
export type PairStatus = "open" | "linked" | "rejected" | "none"

/** The status of a pair once an item about it is open. */
export const askedStatus = (reason: DuplicateReason): PairStatus => (reason === "linked_by_event" ? "linked" : "open")

export type MatchStats = {
  /** Leads in the store. */
  liveLeads: number
  /** Leads that carry a word; `key` comes from wordKey or skeletonKey. */
  nameCount: (key: string) => number
  /** Leads seen inside the window that have only a phone, and only an e-mail. */
  phoneOnlyLeads: number
  emailOnlyLeads: number
  identifier: (value: string) => IdentifierStats | undefined
  pairStatus: (leftLeadId: string, rightLeadId: string) => PairStatus
}

/** The same for either order of the two. */
export const pairOf = (left: string, right: string): string => (left < right ? `${left}|${right}` : `${right}|${left}`)

/** The weight of the built-in frequencies, in leads; the store's own counts outweigh them as it grows. */
const PRIOR_LEADS = 600
const UNSEEN_LEADS = 200
const SKELETON_SHARE = 3

export const wordKey = (token: NameToken): string => `w:${token.known ?? token.text}`
export const skeletonKey = (skeleton: string): string => `s:${skeleton}`

/** The counters that a lead increases by one for this name, each at most once per name. */
export function nameCountKeys(name: NameReading): string[] {
  const full = name.tokens.filter((token) => !token.initial)
  return [...new Set(full.flatMap((token) => [wordKey(token), ...token.skeletons.slice(0, 1).map(skeletonKey)]))]
}

/** Share of leads that carry this very word, 0 to 1. */
export function wordShare(token: NameToken, stats: MatchStats): number {
  const own = shareOf(wordKey(token), stats)
  return Math.max(own, skeletonShare(token, stats) / SKELETON_SHARE)
}

/** Share of leads that carry a word with this token's skeleton, 0 to 1. */
export function skeletonShare(token: NameToken, stats: MatchStats): number {
  return token.skeletons.reduce((most, skeleton) => Math.max(most, shareOf(skeletonKey(skeleton), stats)), shareOf(wordKey(token), stats))
}

function shareOf(key: string, stats: MatchStats): number {
  return (stats.nameCount(key) + 1 + expectedShare(key) * PRIOR_LEADS) / (stats.liveLeads + UNSEEN_LEADS + PRIOR_LEADS)
}

const dayOne = new Map<string, number>()
for (const { id, share } of knownNames()) {
  dayOne.set(`w:${id}`, share)
  for (const skeleton of skeletonsOf(id).slice(0, 1)) dayOne.set(`s:${skeleton}`, (dayOne.get(`s:${skeleton}`) ?? 0) + share)
}

/** The expected share of a counter before the store has counted anything; 0 for an uncommon name. */
export const expectedShare = (key: string): number => dayOne.get(key) ?? 0
