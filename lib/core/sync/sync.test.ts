import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { HUBSPOT_MAPPINGS } from "@/lib/crm/hubspot/mapping"
import { mappingProblems } from "./check-mapping"
import { compareRecord, type OurValues } from "./compare-record"
import { driftOf } from "./mapping"
import { decide, type Comparison } from "./three-way"
import { isSameValue, readRemote, writeRemote, type TransformContext } from "./transforms"

const context: TransformContext = {
  stageOf: new Map([["qualified", { pipelineId: "P", stageId: "2" }]]),
  meaningOf: new Map([
    ["P|2", "qualified"],
    ["P|8", "booked"],
    ["P|9", "booked"],
  ]),
  ownerOf: new Map([["user", "70001"]]),
}
const record = (values: Record<string, string>) => ({ values, stage: null })
function mapping(field: string, object = "contact") {
  const found = HUBSPOT_MAPPINGS.find((one) => one.field === field && one.object === object)
  if (!found) throw new Error(field)
  return found
}
const side = (value: string, at = 0) => ({ value, changedAt: new Date(at) })
const given = (part: Partial<Comparison>): Comparison => ({
  base: { o: "a", t: "a" },
  ours: side("a"),
  theirs: side("a"),
  direction: "both",
  policy: "newest",
  isSame: false,
  ...part,
})

describe("three-way compare", () => {
  test("a change on one side is applied to the other, without a conflict", () => {
    expect(decide(given({ ours: side("b") }))).toEqual({ action: "write", conflict: null })
    expect(decide(given({ theirs: side("b") }))).toEqual({ action: "pull", conflict: null })
  })

  test("a value emptied in the CRM follows the field's owner, and the loser is kept", () => {
    const emptied = { theirs: side("") }
    expect(decide(given(emptied))).toMatchObject({ action: "pull", conflict: { winner: "theirs" } })
    expect(decide(given({ ...emptied, policy: "theirs" }))).toMatchObject({ action: "pull", conflict: { winner: "theirs" } })
    expect(decide(given({ ...emptied, policy: "ours" }))).toMatchObject({ action: "write", conflict: { winner: "ours" } })
  })

  test("of two changes the newer wins, or the field's owner", () => {
    const both = { ours: side("b", 2), theirs: side("c", 1) }
    expect(decide(given(both))).toMatchObject({ action: "write", conflict: { winner: "ours" } })
    expect(decide(given({ ...both, policy: "theirs" }))).toMatchObject({ action: "pull", conflict: { winner: "theirs" } })
    expect(decide(given({ ours: side("b", 1), theirs: side("c", 2) }))).toMatchObject({ action: "pull" })
  })

  test("sides that are left different cause nothing until one changes", () => {
    const apart = { base: { o: "a", t: "z" }, ours: side("a"), theirs: side("z") }
    expect(decide(given(apart))).toEqual({ action: "none", conflict: null })
    expect(decide(given({ ...apart, ours: side("b") }))).toMatchObject({ action: "write" })
  })

  test("whatever both sides say, one round makes them equal and a second changes nothing", () => {
    const value = fc.constantFrom("", "a", "b", "c")
    fc.assert(
      fc.property(
        value,
        value,
        fc.option(fc.record({ o: value, t: value }), { nil: undefined }),
        fc.nat({ max: 3 }),
        fc.nat({ max: 3 }),
        (ours, theirs, base, us, them) => {
          const first = decide(given({ base, ours: side(ours, us), theirs: side(theirs, them), isSame: ours === theirs }))
          const after = first.action === "write" ? [ours, ours] : first.action === "pull" ? [theirs, theirs] : [ours, theirs]
          const memory = { o: after[0] ?? "", t: after[1] ?? "" }
          const second = decide(
            given({ base: memory, ours: side(memory.o, us), theirs: side(memory.t, them), isSame: memory.o === memory.t }),
          )
          expect(second).toEqual({ action: "none", conflict: null })
        },
      ),
    )
  })
})

describe("values in the CRM", () => {
  test("are compared by meaning, not by spelling", () => {
    expect(
      isSameValue(mapping("amount", "deal"), "1500", readRemote(mapping("amount", "deal"), record({ amount: "1500.00" }), context) ?? ""),
    ).toBe(true)
    expect(readRemote(mapping("phone"), record({ phone: "050 123 4567" }), context)).toBe("+971501234567")
    expect(readRemote(mapping("phone"), record({ phone: "050 666 1004 / 055 666 1005" }), context)).toBe("+971506661004 / +971556661005")
    expect(readRemote(mapping("name"), record({ firstname: "Omar ", lastname: "Al  Saleh" }), context)).toBe("Omar Al Saleh")
    expect(isSameValue(mapping("lifecycle"), "lead", "customer")).toBe(true)
    expect(isSameValue(mapping("email"), "a@x.ae", "b@x.ae", ["a@x.ae", "b@x.ae"])).toBe(true)
    expect(readRemote(mapping("close_date", "deal"), record({ closedate: "1788249600000" }), context)).toBe("2026-09-01T08:00:00.000Z")
  })

  test("a stage of another pipeline and an owner without a user here are left alone", () => {
    expect(readRemote(mapping("stage", "deal"), { values: {}, stage: { pipelineId: "other", stageId: "2" } }, context)).toBeNull()
    expect(readRemote(mapping("owner"), record({ hubspot_owner_id: "999" }), context)).toBeNull()
    expect(writeRemote(mapping("owner"), "unknown-user", context)).toBeNull()
    expect(writeRemote(mapping("stage", "deal"), "qualified", context)).toEqual({ values: {}, stage: { pipelineId: "P", stageId: "2" } })
  })

  test("each of several stages that are won there means booked here", () => {
    for (const stageId of ["8", "9"])
      expect(readRemote(mapping("stage", "deal"), { values: {}, stage: { pipelineId: "P", stageId } }, context)).toBe("booked")
  })
})

test("a value that is already there is not sent, and a refused value is not sent again until it changes", () => {
  const ours: OurValues = { name: { value: "Omar Saleh", changedAt: null }, email: { value: "o@x.ae", changedAt: null } }
  const input = { object: "contact" as const, mappings: HUBSPOT_MAPPINGS, ours, base: {}, context }
  const theirs = { ...record({ firstname: "Omar", lastname: "" }), changedAt: () => new Date(0), stageChangedAt: new Date(0) }
  expect(compareRecord({ ...input, theirs: null, withheld: { email: { value: "o@x.ae" } } }).write.values).toEqual({
    firstname: "Omar",
    lastname: "Saleh",
  })
  expect(compareRecord({ ...input, base: { name: { o: "Omar", t: "Omar" } }, theirs }).write.values).toEqual({
    lastname: "Saleh",
    email: "o@x.ae",
  })
})

test("a property that has gone from the account empties nothing here, as an emptied one does", () => {
  const ours: OurValues = { company: { value: "Falcon", changedAt: null } }
  const base = { company: { o: "Falcon", t: "Falcon" } }
  const input = { object: "contact" as const, mappings: HUBSPOT_MAPPINGS, ours, base, context }
  const at = { changedAt: () => new Date(0), stageChangedAt: new Date(0) }
  expect(compareRecord({ ...input, theirs: { values: { company: null }, stage: null, ...at } }).inbound).toMatchObject([
    { field: "company", value: "" },
  ])
  expect(compareRecord({ ...input, theirs: { ...record({}), ...at } })).toMatchObject({ inbound: [], conflicts: [], snapshot: base })
})

test("a mapping that the account cannot serve is reported, alone", () => {
  const all = HUBSPOT_MAPPINGS.flatMap(({ object, properties, field }) =>
    properties.map((name) => ({ object, name, unique: field === "lead_id" || field === "deal_id" })),
  )
  const of = (object: "contact" | "deal") =>
    all
      .filter((one) => one.object === object)
      .map(({ name, unique }) => ({ name, label: name, type: "string", readOnly: false, unique, options: null }))
  const schema = {
    properties: { contact: of("contact").filter(({ name }) => name !== "onelead_band"), deal: of("deal") },
    pipelines: [],
    owners: [],
    timeZone: null,
  }
  expect(driftOf(schema, HUBSPOT_MAPPINGS, { since: "now", hasUniqueKeys: true })).toEqual([
    { object: "contact", property: "onelead_band", problem: "is not there", since: "now" },
  ])
  expect(Object.keys(mappingProblems(HUBSPOT_MAPPINGS, schema))).toEqual(["contact.band"])
  const twice = HUBSPOT_MAPPINGS.map((one) => (one.field === "country" ? { ...one, properties: ["company"] } : one))
  expect(Object.keys(mappingProblems(twice, null))).toEqual(["contact.country"])
  const numbers = { ...schema, properties: { ...schema.properties, contact: of("contact").map((one) => ({ ...one, type: "number" })) } }
  expect(mappingProblems(HUBSPOT_MAPPINGS, numbers)).toMatchObject({ "contact.company": "“company” holds numbers only." })
  expect(Object.keys(mappingProblems(HUBSPOT_MAPPINGS, numbers))).not.toContain("contact.score")
  const wrongWay = HUBSPOT_MAPPINGS.map((one) => (one.field === "score" ? { ...one, direction: "both" as const } : one))
  expect(Object.keys(mappingProblems(wrongWay, null))).toEqual(["contact.score"])
})
