import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { STAGE_IDS, type StageId } from "./lead-states"
import { gateOf, isStale, mayGo, missingFor, missingNow, type StageFacts, type StageRules } from "./stages"

const stage = (id: StageId, rules: Partial<StageRules> = {}): StageRules => ({
  id,
  position: STAGE_IDS.indexOf(id) + 1,
  outcome: id === "booked" ? "won" : id === "lost" ? "lost" : "open",
  requirements: {},
  checklist: [],
  moves: null,
  ...rules,
})
const pipeline = (rules: Partial<Record<StageId, Partial<StageRules>>> = {}): StageRules[] => STAGE_IDS.map((id) => stage(id, rules[id]))
const nothing: StageFacts = { fields: {}, contactAttempts: 0, checklist: new Set(), hasBooking: false, reason: null }
const licence = { id: "licence", label: "Licence is valid here", required: true }

describe("the gate of a stage", () => {
  test("asks for what it lacks and nothing else", () => {
    const stages = pipeline({ qualified: { requirements: { fields: ["vehicle_class"], contactAttempts: 2 }, checklist: [licence] } })
    const gate = gateOf(stages, "qualified")
    expect(missingFor(gate, nothing)).toEqual(["vehicle_class", "contactAttempts", "checklist:licence"])
    expect(missingFor(gate, { ...nothing, fields: { vehicle_class: "SUV" }, contactAttempts: 2 })).toEqual(["checklist:licence"])
  })

  test("is not passed by jumping over it", () => {
    const stages = pipeline({ qualified: { checklist: [licence] } })
    expect(missingFor(gateOf(stages, "negotiation"), nothing)).toEqual(["checklist:licence"])
    expect(missingFor(gateOf(stages, "contacted"), nothing)).toEqual([])
  })

  test("of a final stage asks for its own requirements only: a walk-in may be booked at once, and any lead may be lost", () => {
    const stages = pipeline({ qualified: { checklist: [licence] } })
    expect(missingFor(gateOf(stages, "booked"), nothing)).toEqual(["booking"])
    expect(missingFor(gateOf(stages, "lost"), nothing)).toEqual(["reason"])
  })

  test("holds for final stages even when their stored requirements were emptied", () => {
    expect(gateOf(pipeline(), "booked").booking).toBe(true)
    expect(gateOf(pipeline(), "lost").reason).toBe(true)
  })

  test("is not closed by optional items", () => {
    const stages = pipeline({ qualified: { checklist: [{ ...licence, required: false }] } })
    expect(missingFor(gateOf(stages, "qualified"), nothing)).toEqual([])
  })

  test("does not accept a blank", () => {
    const stages = pipeline({ qualified: { requirements: { fields: ["pickup_date"] } } })
    expect(missingFor(gateOf(stages, "qualified"), { ...nothing, fields: { pickup_date: "  " } })).toEqual(["pickup_date"])
  })

  test("a later open stage never asks for less than an earlier one", () => {
    const rules = fc.record({
      requirements: fc.record({
        fields: fc.subarray(["vehicle_class", "pickup_date", "amount"] as const),
        contactAttempts: fc.integer({ min: 0, max: 3 }),
      }),
      checklist: fc.subarray([licence, { id: "deposit", label: "Deposit explained", required: true }]),
    })
    const open = STAGE_IDS.slice(0, 5)
    fc.assert(
      fc.property(fc.tuple(rules, rules, rules, rules, rules), (given) => {
        const stages = pipeline(Object.fromEntries(open.map((id, at) => [id, given[at]])))
        const asked = open.map((id) => missingFor(gateOf(stages, id), nothing))
        for (const [at, names] of asked.entries())
          for (const name of names) for (const later of asked.slice(at)) expect(later).toContain(name)
      }),
    )
  })
})

test("an open lead is measured by today's rules; a closed one is not measured", () => {
  const stages = pipeline({ qualified: { requirements: { fields: ["vehicle_class"] } } })
  expect(missingNow(stages, "proposal", nothing)).toEqual(["vehicle_class"])
  expect(missingNow(stages, "contacted", nothing)).toEqual([])
  expect(missingNow(stages, "booked", nothing)).toEqual([])
  expect(missingNow(stages, "lost", nothing)).toEqual([])
})

test("a table of moves is respected", () => {
  const stages = pipeline({ lost: { moves: ["new_lead"] }, booked: { moves: [] } })
  expect(mayGo(stages, "lost", "new_lead")).toBe(true)
  expect(mayGo(stages, "lost", "proposal")).toBe(false)
  expect(mayGo(stages, "booked", "new_lead")).toBe(false)
  expect(mayGo(stages, "contacted", "negotiation")).toBe(true)
})

test("a lead is stale when it has been in its stage for longer than the stage allows", () => {
  const now = new Date("2026-06-10T00:00:00Z")
  expect(isStale(3, new Date("2026-06-06T23:00:00Z"), now)).toBe(true)
  expect(isStale(3, new Date("2026-06-07T00:00:00Z"), now)).toBe(false)
  expect(isStale(null, new Date("2020-01-01T00:00:00Z"), now)).toBe(false)
})
