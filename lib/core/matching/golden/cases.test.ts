import { describe, expect, it } from "vitest"
import type { GoldenAnswer, GoldenCase, GoldenRecord } from "@/lib/core/matching/golden/case-builders"
import { GOLDEN_CASES } from "@/lib/core/matching/golden/cases"
import { MemoryStore } from "@/lib/core/matching/testing/memory-store"
import { readProfile, type Profile } from "@/lib/core/matching/profile"
import { DEFAULT_MATCH_SETTINGS } from "@/lib/core/matching/settings"

const HOUR_MS = 3_600_000

const profileOf = (id: string, record: GoldenRecord, at: number, countryHint: string | undefined): Profile =>
  readProfile({
    id,
    at,
    names: [record.name],
    phones: record.phone === undefined ? [] : [{ raw: record.phone, countryHint }],
    emails: record.email === undefined ? [] : [record.email],
  })

function answerOf(golden: GoldenCase, isSwapped: boolean): GoldenAnswer {
  const store = new MemoryStore(DEFAULT_MATCH_SETTINGS, { leads: 20_000, windowLeads: 200 })
  const [first, second] = isSwapped ? [golden.b, golden.a] : [golden.a, golden.b]
  store.receive(profileOf("first", first, 0, golden.hint))
  const { outcome } = store.receive(profileOf("second", second, golden.hours * HOUR_MS, golden.hint)).decision
  return outcome === "split" ? "review" : outcome
}

describe.each(GOLDEN_CASES)("$what: $expected", (golden) => {
  it("in the order given", () => {
    expect([golden.expected, ...(golden.acceptable ?? [])]).toContain(answerOf(golden, false))
  })
  it("in the other order", () => {
    expect([golden.expected, ...(golden.acceptable ?? [])]).toContain(answerOf(golden, true))
  })
})
