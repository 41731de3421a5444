import fc from "fast-check"
import { expect, test } from "vitest"
import { isEarlierTouch, type Touch } from "./first-touch"

const touch: fc.Arbitrary<Touch> = fc.record({
  at: fc.integer({ min: 0, max: 5 }).map((day) => new Date(day * 86_400_000)),
  channel: fc.constantFrom("erp", "website", "ziwo"),
})

test("last year's rental is not the first touch of a person who enquires today; it is the first touch of one who never enquired", () => {
  const rental = { at: new Date("2025-03-01"), channel: "erp" }
  const enquiry = { at: new Date("2026-06-10"), channel: "website" }
  expect([isEarlierTouch(enquiry, rental), isEarlierTouch(rental, enquiry)]).toEqual([true, false])
  expect(isEarlierTouch(rental, { at: new Date("2025-04-01"), channel: "erp" })).toBe(true)
})

test("the first touch does not depend on the order in which touches arrive", () => {
  const firstOf = (touches: Touch[]) => touches.reduce((first, next) => (isEarlierTouch(next, first) ? next : first))
  fc.assert(
    fc.property(fc.array(touch, { minLength: 1, maxLength: 8 }), (touches) => {
      const sorted = touches.toSorted((a, b) => (isEarlierTouch(a, b) ? -1 : 1))
      expect(firstOf(touches)).toEqual(firstOf(sorted))
      expect(firstOf(touches.toReversed())).toEqual(firstOf(sorted))
    }),
  )
})
