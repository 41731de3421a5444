/**
 * Golden pair decisions: two records reach a store one after the other, which otherwise behaves like one with 20,000
 * leads and a busy two days. "update" joins them, "review" flags them (as a pair, or as a number to split), "new" keeps
 * them apart. A case may accept other answers than the expected one.
 */
import { MemoryStore } from "@/lib/core/matching/testing/memory-store"
import { HOUR_MS } from "@/lib/core/time"
import { readProfile, type Profile } from "@/lib/core/matching/profile"
import { DEFAULT_MATCH_SETTINGS } from "@/lib/core/matching/settings"
import { readRows } from "@/e2e/bench/matching-events"

export type Answer = "update" | "review" | "new"
export type Miss = { id: string; expected: Answer; got: Answer }
export type CaseReport = {
  total: number
  exact: number
  acceptable: number
  /** Cases that were joined where joining is not acceptable. */
  wrongUpdates: number
  /** Every case that is not exactly as expected; those with `acceptable` false are mistakes. */
  misses: (Miss & { acceptable: boolean; why: string })[]
}

const PRETEND = { leads: 20_000, windowLeads: 200 }

export function runCases(path: string): CaseReport {
  const rows = readRows(path)
  const report: CaseReport = { total: rows.length, exact: 0, acceptable: 0, wrongUpdates: 0, misses: [] }
  for (const row of rows) {
    const expected = (row["expected"] ?? "new") as Answer
    const allowed = new Set([expected, ...(row["acceptable"] ?? "").split(/[^a-z]+/).filter((word) => word !== "")])
    const got = decideCase(row)
    const acceptable = allowed.has(got)
    if (got === expected) report.exact++
    if (acceptable) report.acceptable++
    if (got === "update" && !acceptable) report.wrongUpdates++
    if (got !== expected) report.misses.push({ id: row["id"] ?? "", expected, got, acceptable, why: row["why"] ?? "" })
  }
  return report
}

export function decideCase(row: Readonly<Record<string, string>>): Answer {
  const store = new MemoryStore(DEFAULT_MATCH_SETTINGS, PRETEND)
  store.receive(sideOf(row, "a", 0))
  const { decision } = store.receive(sideOf(row, "b", Number(row["hours_apart"] ?? 0) * HOUR_MS))
  return decision.outcome === "split" ? "review" : decision.outcome
}

function sideOf(row: Readonly<Record<string, string>>, side: "a" | "b", at: number): Profile {
  const field = (name: string): string => row[`${side}_${name}`] ?? ""
  const phones = field("phone") ? [{ raw: field("phone"), countryHint: row["country_hint"] || undefined }] : []
  return readProfile({ id: side, at, names: [field("name")], phones, emails: field("email") ? [field("email")] : [] })
}
