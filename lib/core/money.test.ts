import { expect, test } from "vitest"
import { parseAmount } from "./money"

test.each([
  ["1250", 125_000],
  ["1,250.50", 125_050],
  ["AED 1,250", 125_000],
  ["1250 dhs", 125_000],
  ["١٢٥٠٫٥", 125_050],
  ["1.2k", 120_000],
  ["0", 0],
])("%s is %i fils", (text, minor) => expect(parseAmount(text)).toBe(minor))

test.each(["", "about 1000", "100-200", "-5", "1.2.3", "USD", "99999999999"])("%s is no amount", (text) =>
  expect(parseAmount(text)).toBeNull(),
)
