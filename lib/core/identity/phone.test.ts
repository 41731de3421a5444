import fc from "fast-check"
import EXAMPLES from "libphonenumber-js/mobile/examples"
import { getCountries, getExampleNumber } from "libphonenumber-js/max"
import { describe, expect, it, test } from "vitest"
import { normalisePhone } from "@/lib/core/identity/phone"
import { RENUMBERINGS } from "@/lib/core/identity/renumbered-lines"

const e164s = (raw: string, countryHint?: string): string[] =>
  normalisePhone(raw, { countries: countryHint ? [countryHint] : [] }).map((reading) =>
    reading.ok ? reading.e164 : `not a number: ${reading.reason}`,
  )

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

  it.each([
    "0501234567-0559876543",
    "501234567-559876543",
    "050 123 4567 (wife) 055 987 6543",
    "050 123 4567 ::: 055 987 6543",
    "050-123-4567 - 055-987-6543",
    "home: 050 123 4567 mobile: 055 987 6543",
    "(050) 123 4567 (055) 987 6543",
    "+971 50 123 4567, 055 987 6543",
    "0501234567 ext 12, 0559876543 ext. 3",
    "0501234567#12 / 0559876543",
    "050.123.4567 055.987.6543",
    "050 123 4567 055 987 6543",
    "050 123 4567 00971 55 987 6543",
    "971,501,234,567,971,559,876,543",
    "971501234567.00; 971559876543.00",
    "Ali 0501234567, Sara 0559876543",
    "٠٥٠١٢٣٤٥٦٧ أو ٠٥٥٩٨٧٦٥٤٣",
    "0501234567 / 68 / 0559876543",
  ])("%s", (raw) => expect(e164s(raw)).toEqual(["+971501234567", "+971559876543"]))

  it.each([
    "971,501,234,567",
    "971.501.234.567",
    "050,123,4567",
    "971501234567.00",
    "+971 50 123 04 56",
    "00971 50 123 0456",
    "+971-50-123-0456",
    "050/1230456",
    "+971 50 / 123 0456",
    "0501230456 - 12",
    "0501230456 x 5",
    "0501230456 تحويلة ٧",
  ])("%s is one", (raw) => expect(e164s(raw)).toHaveLength(1))

  it("keeps more than two", () => {
    expect(e164s("050 123 4567 / 055 987 6543 / +966 50 123 4567 / 04 234 5678")).toEqual([
      "+971501234567",
      "+971559876543",
      "+966501234567",
      "+97142345678",
    ])
  })

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
    ["0501234567", "nowhere", "+971501234567", "guess"],
  ])("%s with hint %s is %s (%s)", (raw, countryHint, e164, confidence) => {
    expect(normalisePhone(raw, { countries: countryHint ? [countryHint] : [] })).toMatchObject([{ ok: true, e164, confidence }])
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

describe("where the countries disagree or none fits, the reading is a guess", () => {
  const read = (raw: string, countries: string[], likelyCountries: string[] = []) => {
    const [reading] = normalisePhone(raw, { countries, likelyCountries })
    return reading?.ok ? `${reading.e164} ${reading.confidence}` : reading?.reason
  }
  it.each([
    ["0501234567", ["SA"], [], "+966501234567 hint"],
    ["0501234567", ["SA", "SA"], ["AE"], "+966501234567 hint"],
    ["0501234567", ["SA", "AE"], [], "+966501234567 guess"],
    ["0501234567", ["GB"], [], "+971501234567 guess"],
    ["0501234567", [], ["SA"], "+966501234567 guess"],
    ["0501234567", [], ["AE"], "+971501234567 hint"],
    ["0501234567", [], ["AE", "SA"], "+971501234567 guess"],
    ["0501234567", [], ["US"], "+971501234567 default"],
    ["0501234567", [], [], "+971501234567 default"],
    ["9876543210", [], ["IN"], "+919876543210 hint"],
    ["971501234567", ["GB"], [], "+971501234567 explicit"],
    ["+971501234567", ["SA"], ["IN"], "+971501234567 explicit"],
  ])("%s beside %j on a page of %j", (raw, countries, likely, expected) => expect(read(raw, countries, likely)).toBe(expected))
})

describe("an old spelling and today's are one key", () => {
  it.each([
    ["AR", "+54 11 4321-5678", "+5491143215678"],
    ["AR", "011 15 4321-5678", "+5491143215678"],
    ["AR", "+54 9 351 15 432 1567", "+5493514321567"],
    ["BJ", "+229 97 12 34 56", "+2290197123456"],
    ["BR", "+55 85 9876-5432", "+5585998765432"],
    ["BR", "(85) 9876-5432", "+5585998765432"],
    ["CI", "+225 48 12 34 56", "+2250748123456"],
    ["CI", "+225 05 61 23 45", "+2250505612345"],
    ["CI", "+225 42 61 23 45", "+2250142612345"],
    ["CM", "+237 79 12 34 56", "+237679123456"],
    ["CO", "+57 4 234 5678", "+576042345678"],
    ["DZ", "+213 66 123 456", "+213666123456"],
    ["EG", "+20 12 234 5678", "+201222345678"],
    ["EG", "016 234 5678", "+201062345678"],
    ["GA", "+241 07 12 34 56", "+24177123456"],
    ["GA", "+241 6 12 34 56", "+24166123456"],
    ["KW", "+965 966 1234", "+96599661234"],
    ["MA", "+212 61 23 45 67", "+212661234567"],
    ["MU", "+230 751 2345", "+23057512345"],
    ["MX", "+52 1 33 1234 5678", "+523312345678"],
    ["MX", "044 33 1234 5678", "+523312345678"],
    ["QA", "+974 551 2345", "+97455512345"],
    ["SA", "+966 1 234 5678", "+966112345678"],
    ["VN", "0122 987 6543", "+84779876543"],
    ["XK", "+386 49 123 456", "+38349123456"],
  ])("%s: %s", (country, old, today) => {
    const [reading] = normalisePhone(old, { countries: [country] })
    expect(reading).toMatchObject({ ok: true, e164: today })
    expect(e164s(today)).toEqual([today])
  })

  it("leaves a mobile number of today's plan alone, in every country", () => {
    for (const country of getCountries()) {
      const example = getExampleNumber(country, EXAMPLES)
      const [reading] = normalisePhone(example?.number ?? "", { vouched: true })
      const isOldSpelling = RENUMBERINGS.some(({ from, parallel }) => parallel && from.test(example?.number.slice(1) ?? ""))
      if (example && !isOldSpelling) expect(reading, country).toMatchObject({ e164: example.number })
    }
  })

  it("has a source and a day for each row, and no row undoes another", () => {
    for (const { from, to, since, source } of RENUMBERINGS) {
      expect(from.source.startsWith("^") && from.source.endsWith("$"), source).toBe(true)
      expect(since).toMatch(/^\d{4}-\d\d-\d\d$/)
      expect(source.length + to.length).toBeGreaterThan(6)
    }
  })
})

describe("a number that its network vouches for", () => {
  const vouched = (raw: string) => {
    const [reading] = normalisePhone(raw, { vouched: true })
    return reading?.ok ? reading.e164 : reading?.reason
  }
  it.each([
    ["+971599123456", "+971599123456"],
    ["+5511123456789", "+5511123456789"],
    ["+254999123456", "+254999123456"],
    ["+971555555555", "+971555555555"],
    ["5215512345678", "+525512345678"],
    ["0591234567", "+971591234567"],
    ["0000000", "dummy"],
    ["12345", "invalid"],
    ["", "empty"],
  ])("%s is %s", (raw, expected) => expect(vouched(raw)).toBe(expected))

  it("is still not a line of somebody's when it is our own", () => {
    const options = { vouched: true, ownNumbers: new Set(["+97142345678"]) }
    expect(normalisePhone("+97142345678", options)).toMatchObject([{ ok: false, reason: "own_number" }])
  })
})

describe("a number whose last digits a spreadsheet has replaced by zeros", () => {
  it.each([
    "971521000000",
    "971522000000.0",
    "971522000000,00",
    "971,522,000,000",
    "971 522 000 000",
    "'966541000000",
    "919812000000",
    "4479110000000",
    "521000000",
    "971500000000",
    "٩٧١٥٢١٠٠٠٠٠٠",
    "\u202a971521000000\u202c",
    "971521112223971000",
  ])("%s is no identity", (raw) => expect(normalisePhone(raw)).toMatchObject([{ ok: false, reason: "scientific", guesses: [] }]))

  it.each(["+971521000000", "00971521000000", "0521000000", "052 100 0000", "971 52 100 0000", "971521100000", "9715211112000"])(
    "%s was typed, or has too few zeros",
    (raw) => expect(normalisePhone(raw)).not.toMatchObject([{ reason: "scientific" }]),
  )

  it("is a line when its network vouches for it", () => {
    expect(normalisePhone("971521000000", { vouched: true })).toMatchObject([{ ok: true, e164: "+971521000000" }])
  })
})

describe("two numbers without anything between them", () => {
  const read = (raw: string, countries: string[] = []) =>
    normalisePhone(raw, { countries }).map((reading) => (reading.ok ? reading.e164 : reading.reason))
  const [HERS, HIS] = ["+971521112223", "+971563334445"]
  it.each<[string, string[]]>([
    ["05211122230563334445", [HERS, HIS]],
    ["971521112223971563334445", [HERS, HIS]],
    ["+971521112223971563334445", [HERS, HIS]],
    ["0097152111222300971563334445", [HERS, HIS]],
    ["521112223563334445", [HERS, HIS]],
    ["٠٥٢١١١٢٢٢٣٠٥٦٣٣٣٤٤٤٥", [HERS, HIS]],
    ["0521112223919811122233", [HERS, "+919811122233"]],
    ["05211122230521112223", [HERS]],
  ])("%s", (raw, expected) => expect(read(raw)).toEqual(expected))

  it("are of the country beside them", () => {
    expect(read("05512223330554445566", ["SA"])).toEqual(["+966551222333", "+966554445566"])
    expect(read("5512223355444556", ["QA"])).toEqual(["+97455122233", "+97455444556"])
  })

  it.each(["0521112223056333444", "052111222305633344455", "12345678901234567890", "97152111222397156333444"])(
    "%s is left as it is: its halves are not two numbers",
    (raw) => expect(read(raw)).toEqual(["invalid"]),
  )
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

test("a number that another system works with is a line when it is written in full, whatever the plan says", () => {
  const inUse = (raw: string) => normalisePhone(raw, { inUse: true }).map((one) => (one.ok ? one.e164 : one.reason))
  expect(inUse("+971 59 123 4567")).toEqual(["+971591234567"])
  expect(inUse("00971591234567")).toEqual(["+971591234567"])
  expect(inUse("12345678")).not.toEqual(["+12345678"])
  expect(inUse("+971 50 000 0000")).toEqual(["dummy"])
  expect(normalisePhone("+971 59 123 4567")[0]?.ok).toBe(false)
})

describe("a country code is taken out only where it is really repeated", () => {
  it.each(["+44 7911 12345", "44791112345", "22545123456", "331234567890"])("%s is no line of another country", (raw) => {
    expect(normalisePhone(raw)).toMatchObject([{ ok: false }])
  })

  it.each([
    ["+1 1 212 555 0134", "+12125550134"],
    ["+7 7 916 123 45 67", "+79161234567"],
    ["4444 7911 123456", "+447911123456"],
  ])("%s is %s", (raw, e164) => expect(e164s(raw)).toEqual([e164]))
})

describe("a trunk prefix", () => {
  it.each(["0812 3456 7890", "0532 123 45 67"])("makes %s no certain line abroad", (raw) => {
    const [reading] = normalisePhone(raw)
    expect(reading?.ok && reading.confidence !== "guess").toBe(false)
  })

  it.each([
    ["+39 0347 123 4567", "+393471234567"],
    ["+56 09 6123 4567", "+56961234567"],
    ["+998 8 90 123 45 67", "+998901234567"],
    ["+54 9 011 2345 6789", "+5491123456789"],
    ["+39 06 6982 1234", "+390669821234"],
  ])("after the country code leaves %s a line", (raw, e164) => expect(e164s(raw)).toEqual([e164]))
})

test("a number that its network writes without a plus is the same as with it", () => {
  const vouched = (raw: string) => normalisePhone(raw, { vouched: true }).map((one) => (one.ok ? one.e164 : one.reason))
  for (const digits of ["24106041235", "971591234567", "919876543210", "3258984021"])
    expect(vouched(digits), digits).toEqual(vouched(`+${digits}`))
})

describe("what stands around a number", () => {
  it.each(["0501234567 (2)", "0501234567 24/7", "0501234567, 9am-5pm", "(1) 050 123 4567", "2) 0501234567", "+971 50 123 4567 - 7"])(
    "%s is the number alone",
    (raw) => expect(e164s(raw)).toEqual(["+971501234567"]),
  )

  it.each(["050 123 4567 8", "+971 50 123 4567 8", "+971-50-123-4567-8", "(050) 123 4567 8"])(
    "%s has a digit too many, and no note",
    (raw) => {
      expect(normalisePhone(raw)).toMatchObject([{ ok: false, reason: "invalid" }])
    },
  )

  it("a numbered list has all its numbers", () => {
    expect(e164s("1) 0501234567 2) 0559876543")).toEqual(["+971501234567", "+971559876543"])
    expect(e164s("1) 050 123 4567, 2)+971 55 987 6543 3) 0561234567")).toEqual(["+971501234567", "+971559876543", "+971561234567"])
  })

  it.each(["97150123xxxx", "97150123XXXX", "+97150123****", "xxxx97150123"])("%s hides digits and is no line", (raw) => {
    expect(normalisePhone(raw)).toMatchObject([{ ok: false, reason: "invalid", guesses: [] }])
  })
})
