import { expect, test } from "vitest"
import { readAmount } from "./read-amount"

const read = (raw: unknown, decimalMark: "point" | "comma" = "point") => readAmount(raw, { decimalMark })

test.each([
  ["1250", 125_000, null],
  [1250.5, 125_050, null],
  [-40, -4_000, null],
  ["1,250.50", 125_050, null],
  ["1.250,50", 125_050, null],
  ["1 250,50", 125_050, null],
  ["1\u00A0250,50", 125_050, null],
  ["1\u202F250.5", 125_050, null],
  ["1'250.50", 125_050, null],
  ["1250,5", 125_050, null],
  ["1250.000", 125_000, null],
  ["0.500", 50, null],
  ["1,250", 125_000, null],
  ["1,250,000", 125_000_000, null],
  ["1.250.000", 125_000_000, null],
  ["1,25,000.00", 12_500_000, null],
  ["١٢٥٠", 125_000, null],
  ["١٬٢٥٠٫٥٠", 125_050, null],
  ["AED 1250", 125_000, "AED"],
  ["AED1,250.00", 125_000, "AED"],
  ["1250 AED", 125_000, "AED"],
  ["1250Dhs", 125_000, "AED"],
  ["Dhs. 1,250/-", 125_000, "AED"],
  ["DH 1250", 125_000, "AED"],
  ["د.إ. ١٬٢٥٠", 125_000, "AED"],
  ["1250 درهم", 125_000, "AED"],
  ["$99.90", 9_990, "USD"],
  ["USD 99,90", 9_990, "USD"],
  ["-$20", -2_000, "USD"],
  ["€ 1.250,00", 125_000, "EUR"],
  ["250,-", 25_000, null],
  ["(1,250.00)", -125_000, null],
  ["1.2k", 120_000, null],
  ["AED 2 thousand", 200_000, "AED"],
  ["2.5k AED", 250_000, "AED"],
  ["5 آلاف درهم", 500_000, "AED"],
  ["2 lakh", 20_000_000, null],
])("%s is %i hundredths of %s", (raw, minor, currency) => expect(read(raw)).toEqual({ ok: true, minor, currency, isDecided: false }))

test.each([
  "",
  "abc",
  "800-900",
  "800 - 900 AED",
  "800 to 900",
  "AED 250 a day",
  "250/day",
  "050 123 4567",
  "1.2.3",
  "1,2,3",
  "12,50,00",
  "1.250.50",
  "1250 XYZ",
  "about 1000",
  "12/05/2026",
  "٨٠٠ - ٩٠٠",
  null,
  {},
  Number.NaN,
])("%j is not an amount", (raw) => expect(read(raw)).toEqual({ ok: false }))

test("one mark before three digits is read by the team's decimal mark, and a resulting fraction is noted", () => {
  expect(read("1.250")).toEqual({ ok: true, minor: 125, currency: null, isDecided: true })
  expect(read("1,250")).toEqual({ ok: true, minor: 125_000, currency: null, isDecided: false })
  expect(read("1.250", "comma")).toEqual({ ok: true, minor: 125_000, currency: null, isDecided: false })
  expect(read("1,250", "comma")).toEqual({ ok: true, minor: 125, currency: null, isDecided: true })
})
