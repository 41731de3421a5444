import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { normalisePhone } from "@/lib/core/identity/phone"

const e164s = (raw: string, countryHint?: string): string[] =>
  normalisePhone(raw, { countryHint }).map((reading) => (reading.ok ? reading.e164 : `not a number: ${reading.reason}`))

const RLM = "\u200f"

describe("one number in every way it is typed", () => {
  it.each([
    "+971501234567",
    "+971 50 123 4567",
    "00971501234567",
    "971501234567",
    "0501234567",
    "050-123-4567",
    "050.123.4567",
    "(050) 1234567",
    "501234567",
    "+971 (0)50 123 4567",
    "+9710501234567",
    "+00971501234567",
    "971971501234567",
    "+971971501234567",
    "+971+971501234567",
    "+97100971501234567",
    "0971501234567",
    "+0501234567",
    "p:+971501234567",
    "tel:+971-50-123-4567",
    "https://wa.me/971501234567?text=hi",
    "https://api.whatsapp.com/send?phone=971501234567",
    "٠٥٠١٢٣٤٥٦٧",
    "۰۵۰۱۲۳۴۵۶۷",
    "९७१५०१२३४५६७",
    "９７１５０１２３４５６７",
    `+${RLM}971${RLM}50${RLM}1234567`,
    "\u202a+971 50 123 4567\u202c",
    "0501234567 ext 12",
    "050 123 4567 (WhatsApp)",
    "+971 50 123 45 67 Ali",
    "Ali 0501234567",
    "050-123-4567/8",
    "'0501234567",
    "971501234567.0",
    "97150 1234567",
  ])("%s", (raw) => expect(e164s(raw)).toEqual(["+971501234567"]))
})

describe("two numbers in one field", () => {
  it.each([
    "+971501234567 / 0559876543",
    "0501234567, 0559876543",
    "0501234567;0559876543",
    "0501234567 | 0559876543",
    "0501234567 & 0559876543",
    "0501234567 or 0559876543",
    "0501234567 أو 0559876543",
    "+971501234567+971559876543",
    "+971501234567 +971559876543",
    "0501234567 0559876543",
    "0501234567\n0559876543",
    "050 123 4567 / 055 987 6543",
  ])("%s", (raw) => expect(e164s(raw)).toEqual(["+971501234567", "+971559876543"]))

  it("reads a number that is given twice once", () => {
    expect(e164s("0501234567 / +971501234567")).toEqual(["+971501234567"])
  })
})

describe("where the country comes from", () => {
  it.each([
    ["+966501234567", undefined, "+966501234567", "explicit"],
    ["0501234567", undefined, "+971501234567", "default"],
    ["0501234567", "SA", "+966501234567", "hint"],
    ["07911123456", "gb", "+447911123456", "hint"],
    ["201245542301", undefined, "+201245542301", "explicit"],
    ["919876543210", undefined, "+919876543210", "explicit"],
    ["971501234567", "IN", "+971501234567", "explicit"],
    ["0501234567", "nowhere", "+971501234567", "default"],
  ])("%s with hint %s is %s (%s)", (raw, countryHint, e164, confidence) => {
    expect(normalisePhone(raw, { countryHint })).toMatchObject([{ ok: true, e164, confidence }])
  })

  it.each([
    ["9876543210", ["+919876543210", "+639876543210", "+79876543210"]],
    ["8 916 123 45 67", ["+79161234567"]],
    ["07911123456", ["+447911123456"]],
    ["3258984021", ["+923258984021"]],
    ["13812345678", ["+8613812345678"]],
  ])("%s without a hint is only a guess", (raw, guesses) => {
    expect(normalisePhone(raw)).toMatchObject([{ ok: false, reason: "invalid", guesses }])
  })
})

describe("kinds of line", () => {
  it.each([
    ["0501234567", "mobile", "AE"],
    ["04 234 5678", "fixed", "AE"],
    ["800 1234", "toll_free", "AE"],
    ["600 521234", "uan", "AE"],
    ["+12125551234", "mobile", "US"],
  ])("%s is %s", (raw, type, country) => expect(normalisePhone(raw)).toMatchObject([{ ok: true, type, country }]))
})

describe("what is not an identity", () => {
  it.each([
    ["", "empty"],
    ["call me", "empty"],
    ["9.71501E+11", "scientific"],
    ["9,71501E+11", "scientific"],
    ["0000000000", "dummy"],
    ["1111111", "dummy"],
    ["123456789", "dummy"],
    ["1234567890", "dummy"],
    ["0500000000", "dummy"],
    ["+971500000000", "dummy"],
    ["5551234567", "dummy"],
    ["+971 4 123 4567", "invalid"],
    ["+971 57 123 4567", "invalid"],
    ["050123467", "invalid"],
    ["05012344567", "invalid"],
  ])("%s: %s", (raw, reason) => expect(normalisePhone(raw)).toMatchObject([{ ok: false, reason }]))

  it("keeps the national digits of a number with a digit missing", () => {
    expect(normalisePhone("+97150123467")).toMatchObject([{ ok: false, nsn: "50123467", guesses: [] }])
    expect(normalisePhone("050123467")).toMatchObject([{ ok: false, digits: "050123467", nsn: "50123467" }])
    expect(normalisePhone("+9198765432")).toMatchObject([{ ok: false, nsn: "98765432" }])
  })

  it("never takes the company's own number for a customer's", () => {
    const ownNumbers = new Set(["+97142345678"])
    expect(normalisePhone("04 234 5678", { ownNumbers })).toMatchObject([{ ok: false, reason: "own_number" }])
  })
})

describe("for any input", () => {
  const phoneLike = fc.string({ unit: fc.constantFrom(..."0123456789+-() ./,٠٥۹ex\u200f"), maxLength: 30 })

  it("answers with at least one reading, and reading its own result changes nothing", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), phoneLike), (raw) => {
        const readings = normalisePhone(raw)
        expect(readings.length).toBeGreaterThan(0)
        for (const reading of readings) if (reading.ok) expect(e164s(reading.e164)).toEqual([reading.e164])
      }),
    )
  })

  it("reads a home mobile the same with any marks between its digits", () => {
    const marks = fc.array(fc.constantFrom("", " ", "-", "\u200f", "\u202a", " - "), { minLength: 9, maxLength: 9 })
    const subscriber = fc.stringMatching(/^[1-9]\d{6}$/)
    fc.assert(
      fc.property(fc.constantFrom("50", "52", "54", "55", "56", "58"), subscriber, marks, (prefix, rest, between) => {
        const national = `${prefix}${rest}`
        const typed = [...`0${national}`].map((digit, index) => digit + (between[index] ?? "")).join("")
        expect(e164s(typed)).toEqual(e164s(`+971${national}`))
      }),
    )
  })
})
