import fc from "fast-check"
import { expect, test } from "vitest"
import { survivingName } from "./surviving-name"
import type { FieldObservation } from "./survivorship"

const said = (value: string, day: number, trust: FieldObservation["trust"] = "stated"): FieldObservation => ({
  value,
  trust,
  observedAt: `2026-03-${String(day).padStart(2, "0")}T08:00:00Z`,
  channel: "website",
  touchpointId: null,
  userId: null,
})

test.each([
  ["a surname that comes later", [said("Rahul", 1), said("Rahul Sharma", 2)], "Rahul Sharma"],
  ["a surname that came earlier", [said("Rahul Sharma", 1), said("Rahul", 2)], "Rahul Sharma"],
  ["one word before initials", [said("Thomas", 1), said("T.", 2)], "Thomas"],
  ["a word with an initial before the word alone", [said("Thomas R.", 1), said("Thomas", 2)], "Thomas R."],
  ["the newest of equally good names", [said("Omar Saleh", 1), said("Omar Salhe", 2)], "Omar Salhe"],
  ["a person before a company, first", [said("Omar Saleh", 1), said("Falcon Motors LLC", 2)], "Omar Saleh"],
  ["a person before a company, last", [said("Falcon Motors LLC", 1), said("Omar Saleh", 2)], "Omar Saleh"],
  ["a company where there is no person", [said("Falcon Motors LLC", 1), said("Falcon Motors", 2)], "Falcon Motors"],
  ["no relative who uses the same number", [said("Omar", 1), said("Mariam Darwish", 2)], "Omar"],
  ["an old stored name as it reads today", [said("Layla undefined", 1), said("Layla Haddad", 2)], "Layla Haddad"],
  ["what a connected system says", [said("Omar Saleh", 2), said("Omar", 1, "verified")], "Omar"],
  ["a colleague's edit", [said("Omar Saleh", 3, "verified"), said("O.", 1, "person")], "O."],
] as const)("%s survives", (_, names, survivor) => expect(survivingName(names)?.value).toBe(survivor))

test("the survivor depends on what was said and when, and not on the order of arrival", () => {
  const name = fc.constantFrom(
    "Omar",
    "Omar Saleh",
    "O. Saleh",
    "OMAR TEST",
    "Mariam Darwish",
    "عمر صالح",
    "Falcon Motors LLC",
    "Omar S.",
    "Customer",
  )
  const observation = fc.record({ name, day: fc.integer({ min: 1, max: 9 }), trust: fc.constantFrom("profile", "stated", "verified") })
  fc.assert(
    fc.property(fc.array(observation, { minLength: 1, maxLength: 7 }), fc.array(fc.nat(), { maxLength: 7 }), (list, swaps) => {
      const names = list.map((one) => said(one.name, one.day, one.trust as FieldObservation["trust"]))
      const shuffled = swaps.reduce((rest, at) => [...rest.slice(at % rest.length), ...rest.slice(0, at % rest.length)].toReversed(), names)
      expect(survivingName(shuffled)).toEqual(survivingName(names))
    }),
  )
})
