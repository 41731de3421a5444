import { expect, test } from "vitest"
import { isKnownCurrency } from "./currency-words"
import { parseAmount, toHundredths, TypedAmount } from "./money"

test.each([
  ["1250", 125_000],
  ["1,250.50", 125_050],
  ["AED 1,250", 125_000],
  ["1250 dhs", 125_000],
  ["١٢٥٠٫٥", 125_050],
  ["1.2k", 120_000],
  ["0", 0],
])("%s is %i fils", (text, minor) => expect(parseAmount(text)).toBe(minor))

test.each(["", "about 1000", "100-200", "-5", "1.2.3", "USD", "99999999999"])("%s is not an amount", (text) =>
  expect(parseAmount(text)).toBeNull(),
)

test("amounts are read as people write them, and a blank one is an error, never zero", () => {
  for (const [given, amount] of [
    ["12.5", 12.5],
    [" 1,250.50 ", 1250.5],
    ["0", 0],
    [0, 0],
    [7, 7],
  ] as const)
    expect(TypedAmount.parse(given), String(given)).toBe(amount)
  for (const given of ["", "  ", null, undefined, "x", "-1", -1, Number.NaN, Infinity])
    expect(TypedAmount.safeParse(given).success, String(given)).toBe(false)
})

test("hundredths are whole, and a currency is recognised by its three capital letters", () => {
  expect([toHundredths(12.5), toHundredths(0.1 + 0.2)]).toEqual([1250, 30])
  expect(["AED", "KWD", "aed", "ABC"].map(isKnownCurrency)).toEqual([true, true, false, false])
})
