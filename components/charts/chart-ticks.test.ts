import fc from "fast-check"
import { expect, test } from "vitest"
import { formatTick, shortened, ticksFor } from "./chart-ticks"

test("an axis begins at zero, reaches the largest value, and is marked evenly by what it says", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("count", "share", "minutes"),
      fc.array(fc.oneof(fc.integer({ min: 0, max: 400_000 }), fc.double({ min: 0, max: 3, noNaN: true })), { maxLength: 8 }),
      (unit, values) => {
        const { ticks, domain } = ticksFor(values, unit)
        expect(ticks[0]).toBe(0)
        expect(domain[1]).toBeGreaterThanOrEqual(Math.max(0, ...values) - 1e-4)
        expect(ticks.length).toBeLessThanOrEqual(6)
        expect(new Set(ticks.map((tick) => formatTick[unit](tick))).size).toBe(ticks.length)
        const step = ticks[1] ?? 0
        for (const [at, tick] of ticks.entries()) expect(tick).toBeCloseTo(at * step, 2)
        if (unit === "share") for (const tick of ticks) expect(Math.round(tick * 100) / 100).toBe(tick)
      },
    ),
  )
  expect(ticksFor([0.38], "share").ticks).toEqual([0, 0.1, 0.2, 0.3, 0.4])
  expect(ticksFor([363], "count").ticks).toEqual([0, 100, 200, 300, 400])
  expect(ticksFor([], "count").ticks).toEqual([0, 1])
})

test("a long name is cut between letters", () => {
  expect(shortened("😀".repeat(30))).toBe(`${"😀".repeat(17)}…`)
  expect(shortened("Fatima Al Ali")).toBe("Fatima Al Ali")
})
