/**
 * Febrl: Australian person records with errors. Name and a seven-digit number only, which is how a lead looks; every
 * pair that shares a candidate key is scored and called a match from `thresholdBits` on. One file: duplicates inside
 * it; two files: linkage between them. The truth is the number in "rec-N-…".
 */
import { readProfile, type Profile } from "@/lib/core/matching/profile"
import type { PhoneReading } from "@/lib/core/identity/phone"
import { compareProfiles } from "@/lib/core/matching/compare"
import { DEFAULT_MATCH_SETTINGS } from "@/lib/core/matching/settings"
import { nameCountKeys, type MatchStats } from "@/lib/core/matching/stats"
import { readRows } from "./matching-events"
import { hash64 } from "@/lib/core/matching/hash"
import { matchKeys } from "@/lib/core/matching/keys"

export type FebrlReport = { pairs: number; precision: number; recall: number; f1: number; blockingRecall: number }

type Record_ = { profile: Profile; person: string; set: number }

export function runFebrl(paths: readonly string[], thresholdBits = 0): FebrlReport {
  const records = paths.flatMap((path, set) =>
    readRows(path).map((row): Record_ => ({ profile: profileOf(row), person: personOf(row), set })),
  )
  const stats = statsOf(records)
  const index = new Map<bigint, number[]>()
  for (const [position, { profile }] of records.entries()) {
    for (const key of febrlKeys(profile)) index.set(key, [...(index.get(key) ?? []), position])
  }
  const isWanted = (left: Record_, right: Record_): boolean => paths.length === 1 || left.set !== right.set
  const candidates = new Set<number>()
  for (const block of index.values()) {
    if (block.length > 60) continue
    for (const [i, one] of block.entries()) for (const other of block.slice(i + 1)) candidates.add(one * records.length + other)
  }
  let found = 0
  let right = 0
  let blocked = 0
  for (const pair of candidates) {
    const [left, other] = [records[Math.floor(pair / records.length)], records[pair % records.length]]
    if (!left || !other || left === other || !isWanted(left, other)) continue
    const isTrue = left.person === other.person
    if (isTrue) blocked++
    if (compareProfiles(left.profile, other.profile, stats, DEFAULT_MATCH_SETTINGS).evidence.totalBits < thresholdBits) continue
    found++
    if (isTrue) right++
  }
  const pairs = truePairs(records, isWanted)
  const precision = right / Math.max(1, found)
  const recall = right / Math.max(1, pairs)
  return {
    pairs,
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
    blockingRecall: blocked / pairs,
  }
}

function truePairs(records: readonly Record_[], isWanted: (left: Record_, right: Record_) => boolean): number {
  let pairs = 0
  for (const group of Map.groupBy(records, ({ person }) => person).values()) {
    for (const [i, left] of group.entries()) pairs += group.slice(i + 1).filter((right) => isWanted(left, right)).length
  }
  return pairs
}

function profileOf(row: Readonly<Record<string, string>>): Profile {
  const field = (name: string): string => (row[name] ?? "").trim()
  const profile = readProfile({ id: field("rec_id"), at: 0, names: [`${field("given_name")} ${field("surname")}`] })
  const digits = field("soc_sec_id")
  const phone: PhoneReading = {
    ok: true,
    e164: `+${digits}`,
    country: "AU",
    type: "mobile",
    nsn: digits,
    confidence: "explicit",
    raw: digits,
  }
  return { ...profile, phones: digits === "" ? [] : [phone], phoneOnlyAt: null }
}

const personOf = (row: Readonly<Record<string, string>>): string => /rec-(\d+)/.exec(row["rec_id"] ?? "")?.[1] ?? ""

function statsOf(records: readonly Record_[]): MatchStats {
  const counts = new Map<string, number>()
  for (const { profile } of records)
    for (const key of new Set(profile.names.flatMap(nameCountKeys))) counts.set(key, (counts.get(key) ?? 0) + 1)
  return {
    liveLeads: records.length,
    nameCount: (key) => counts.get(key) ?? 0,
    phoneOnlyLeads: 0,
    emailOnlyLeads: 0,
    identifier: () => undefined,
    pairStatus: () => "none",
  }
}

/** Febrl has no time, so its records are also met by two words of the name, which live leads are only inside the window. */

function febrlKeys(profile: Profile): bigint[] {
  const [first, ...rest] = profile.names[0]?.tokens ?? []
  const pairs = (first?.skeletons ?? []).flatMap((one) =>
    rest.flatMap((token) => token.skeletons.map((other) => [one, other].toSorted().join("."))),
  )
  return [...matchKeys(profile).map(({ key }) => key), ...new Set(pairs.map((pair) => hash64(`febrl:${pair}`)))]
}
