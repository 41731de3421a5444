import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { generateEvents, seededRandom } from "@/lib/core/matching/golden/generator"
import { runCases } from "@/e2e/bench/matching-cases"
import { evaluate, runEvents, type LeadReport } from "@/e2e/bench/matching-evaluate"
import { readEvents } from "@/e2e/bench/matching-events"
import { runFebrl } from "@/e2e/bench/matching-febrl"

const labelled = (file: string): string => resolve(process.cwd(), "../shared/data", file)

// With few names, coincidences are more common here than in reality, so the limits are lower than on real streams.
describe.each([11, 57])("a generated stream (seed %i) is matched well enough to ship", (seed) => {
  const events = generateEvents(5_000, seededRandom(seed))
  const report: LeadReport = evaluate(events, runEvents(events))

  it("automatic links are right", () => expect(report.auto.precision).toBeGreaterThanOrEqual(0.96))
  it("nearly every linkable pair is joined or flagged", () => expect(report.all.recall).toBeGreaterThanOrEqual(0.96))
  it("what is flagged is worth a review", () => expect(report.fuzzy.f1).toBeGreaterThanOrEqual(0.7))
  it("reviewers are not flooded", () => expect(report.flagsPer1000).toBeLessThanOrEqual(115))
  it("candidates are not missed", () => expect(report.blockingRecall).toBeGreaterThanOrEqual(0.995))
})

it("the same stream twice is decided the same way", () => {
  const decisions = (): string[] =>
    runEvents(generateEvents(400, seededRandom(3))).placed.map(({ leadId, persona }) => `${leadId}:${persona}`)
  expect(decisions()).toEqual(decisions())
})

if (existsSync(labelled("edge_cases.csv"))) {
  it("every labelled case is decided acceptably, and none is joined wrongly", () => {
    const report = runCases(labelled("edge_cases.csv"))
    expect(report.misses.filter(({ acceptable }) => !acceptable)).toEqual([])
    expect(report.wrongUpdates).toBe(0)
  })
}

if (existsSync(labelled("leads_seed22.csv"))) {
  it("the labelled stream keeps its quality", () => {
    const events = readEvents(labelled("leads_seed22.csv"))
    const report = evaluate(events, runEvents(events))
    expect(report.auto.precision).toBeGreaterThanOrEqual(0.97)
    expect(report.all.recall).toBeGreaterThanOrEqual(0.97)
    expect(report.fuzzy.f1).toBeGreaterThanOrEqual(0.8)
    expect(report.flagsPer1000).toBeLessThanOrEqual(115)
    expect(report.blockingRecall).toBeGreaterThanOrEqual(0.995)
  }, 60_000)
}

if (existsSync(labelled("febrl/dataset4a.csv"))) {
  it("public records with two fields are matched as well as others do with all", () => {
    expect(runFebrl([labelled("febrl/dataset4a.csv"), labelled("febrl/dataset4b.csv")]).f1).toBeGreaterThanOrEqual(0.984)
    expect(runFebrl([labelled("febrl/dataset3.csv")]).f1).toBeGreaterThanOrEqual(0.973)
  }, 60_000)
}
