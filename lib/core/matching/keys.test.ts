import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hash64 } from "@/lib/core/matching/hash"
import { lookupKeys, matchKeys, symmetricDeletes, type KeyKind } from "@/lib/core/matching/keys"
import { readProfile, type Profile } from "@/lib/core/matching/profile"

const profile = (fields: { name?: string; phone?: string; email?: string; hint?: string }): Profile =>
  readProfile({
    id: "x",
    at: 0,
    names: [fields.name],
    phones: fields.phone ? [{ raw: fields.phone, countryHint: fields.hint }] : [],
    emails: fields.email ? [fields.email] : [],
  })

function shared(left: Profile, right: Profile): KeyKind[] {
  const stored = new Set(matchKeys(right).map(({ key }) => key))
  return [...new Set(lookupKeys(left).flatMap(({ kind, key }) => (stored.has(key) ? [kind] : [])))]
}

describe("records that may be one person share a key", () => {
  it.each([
    ["equal numbers", { phone: "0501234567" }, { phone: "+971501234567" }, "P"],
    ["a missing country code", { phone: "9876543210" }, { phone: "+919876543210" }, "S"],
    ["one wrong digit", { phone: "0501234567" }, { phone: "0501234568" }, "D"],
    ["two digits swapped", { phone: "0501234567" }, { phone: "0501234576" }, "D"],
    ["a digit missing", { phone: "0501234567" }, { phone: "050123467" }, "D"],
    ["a digit too many", { phone: "0501234567" }, { phone: "05012344567" }, "D"],
    ["equal addresses", { email: "john.doe@gmail.com" }, { email: "JohnDoe+x@googlemail.com" }, "E"],
    ["a mistyped domain", { email: "ali@gmial.com" }, { email: "ali@gmail.com" }, "E"],
    ["another provider", { email: "desertfox44@mail.ru" }, { email: "desertfox44@gmail.com" }, "L"],
    ["one wrong letter", { email: "desertfox44@mail.ru" }, { email: "desrtfox44@mail.ru" }, "M"],
    ["two words of a name", { name: "محمد المنصوري", phone: "0501234567" }, { name: "Mansoori, Mohammed", email: "x1@y.ae" }, "N"],
    ["one word of a name", { name: "Ajnoor", phone: "0501234567" }, { name: "Ajnoor", email: "x1@y.ae" }, "W"],
    ["the name in the address", { name: "Patricia Ashworth", phone: "0501234567" }, { email: "patricia.ashworth@gmail.com" }, "N"],
  ] as const)("%s", (_, left, right, kind) => {
    expect(shared(profile(left), profile(right))).toContain(kind)
    expect(shared(profile(right), profile(left))).toContain(kind)
  })

  it("names are only looked up for the complementary kind of lead", () => {
    expect(shared(profile({ name: "Omar Saleh", phone: "0501234567" }), profile({ name: "Omar Saleh", phone: "0559876543" }))).toEqual([])
  })
})

describe("bounds", () => {
  it("a lead has at most 96 keys, whatever it collected", () => {
    const many = readProfile({
      id: "x",
      at: 0,
      names: ["A B C D E F", "Omar Saleh"],
      phones: Array.from({ length: 20 }, (_, index) => ({ raw: `05012345${String(index).padStart(2, "0")}` })),
      emails: Array.from({ length: 20 }, (_, index) => `someone.long.${index}@company.ae`),
    })
    expect(matchKeys(many).length).toBeLessThanOrEqual(96)
  })

  it("any single typing error leaves a shared deletion", () => {
    const digits = fc.stringMatching(/^[1-9]\d{8}$/)
    fc.assert(
      fc.property(digits, fc.nat({ max: 8 }), fc.constantFrom(..."0123456789"), (number, at, digit) => {
        const deletes = new Set(symmetricDeletes(number))
        const slips = [
          number.slice(0, at) + digit + number.slice(at + 1),
          number.slice(0, at) + number.slice(at + 1),
          number.slice(0, at) + digit + number.slice(at),
        ]
        for (const slip of slips) expect(symmetricDeletes(slip).some((text) => deletes.has(text))).toBe(true)
      }),
    )
  })

  it("the hash is fixed: stored keys depend on it", () => {
    expect(hash64("P:+971501234567")).toBe(hash64("P:+971501234567"))
    expect([hash64(""), hash64("P:+971501234567"), hash64("W:phone|mmt")]).toMatchInlineSnapshot(`
      [
        1940644084440620216n,
        -6168301792613427583n,
        -7090011038752918630n,
      ]
    `)
    fc.assert(fc.property(fc.string(), (text) => hash64(text) === BigInt.asIntN(64, hash64(text))))
  })
})
