import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { domainMeant, withinOneEdit } from "@/lib/core/identity/email-domains"
import { normaliseEmail, normaliseEmails } from "@/lib/core/identity/email"

describe("one mailbox, one canonical form", () => {
  it.each([
    ["John.Doe@Gmail.com", "johndoe@gmail.com"],
    ["johndoe+rent@googlemail.com", "johndoe@gmail.com"],
    ["john.doe@outlook.com", "john.doe@outlook.com"],
    ["john+a@outlook.com", "john@outlook.com"],
    ["ali+car@company.ae", "ali@company.ae"],
    ["anna@ya.ru", "anna@yandex.ru"],
    ["anna@protonmail.com", "anna@proton.me"],
    ["mailto:ali@x.ae", "ali@x.ae"],
    ["Ali Hassan <ali@x.ae>", "ali@x.ae"],
    ["ali@gmail,com", "ali@gmail.com"],
    ["ali @ gmail . com", "ali@gmail.com"],
    ["ali@gmail..com.", "ali@gmail.com"],
    ["\u200fALI＠GMAIL.COM\u200e", "ali@gmail.com"],
    ["a-b@yahoo.com", "a-b@yahoo.com"],
    ["İREM.KAYA@example.com", "irem.kaya@example.com"],
    ["ırem.kaya@example.com", "irem.kaya@example.com"],
    ["i\u0307rem.kaya@example.com", "irem.kaya@example.com"],
    ["IREM.KAYA@EXAMPLE.COM", "irem.kaya@example.com"],
    ["omar@GMAİL.COM", "omar@gmail.com"],
    ["ali@مثال.إمارات", "ali@xn--mgbh0fb.xn--kgbeam7a8h"],
    ["ali@xn--mgbh0fb.xn--kgbeam7a8h", "ali@xn--mgbh0fb.xn--kgbeam7a8h"],
    ["ali@Bücher.example", "ali@xn--bcher-kva.example"],
    ["ali@company۔ae", "ali@company.ae"],
    ["ali@company。ae", "ali@company.ae"],
    ["ali\u200b@com\u200dpany.ae", "ali@company.ae"],
    ["\u00a0ali@company.ae\u00a0", "ali@company.ae"],
    ["'ali@company.ae'", "ali@company.ae"],
    ["“ali@company.ae”", "ali@company.ae"],
    ["«ali@company.ae»", "ali@company.ae"],
    ['"ali.h"@company.ae', "ali.h@company.ae"],
    ["<ali@company.ae>", "ali@company.ae"],
    ["mailto:ali@company.ae?subject=Car%20rental", "ali@company.ae"],
    ["ali%40company.ae", "ali@company.ae"],
    ["ali%2Brent@company.ae", "ali@company.ae"],
    ["ali [at] company [dot] ae", "ali@company.ae"],
    ["ali@company.ae.", "ali@company.ae"],
    ["ali@company.ae thanks", "ali@company.ae"],
  ])("%s", (raw, canonical) => expect(normaliseEmail(raw)).toMatchObject({ ok: true, canonical }))

  it.each(["ali rent@company.ae", "sana cars@gmail.com", "Ali Hassan ali@company.ae", "ali  rent @ company.ae"])(
    "%s has a space where a plus, a dot or nothing was meant: it is no mailbox",
    (raw) => expect(normaliseEmails(raw)).toMatchObject([{ ok: false, raw, reason: "invalid" }]),
  )

  it.each([
    ["a b@x.com", ["ab@x.com", "a@x.com", "a.b@x.com", "a-b@x.com", "a_b@x.com", "b@x.com"]],
    ["sana cars@gmail.com", ["sanacars@gmail.com", "sana@gmail.com", "sana-cars@gmail.com", "sana_cars@gmail.com", "cars@gmail.com"]],
    ["reem@yahoo co uk", ["reem@yahoo.co.uk"]],
    ["Front desk info@falcon.ae", expect.not.arrayContaining(["info@falcon.ae"])],
    ["ali@company", []],
    ["no mail", []],
  ])("%s may mean %j", (raw, guesses) => expect(normaliseEmails(raw)).toMatchObject([{ ok: false, guesses }]))

  it.each([
    "ali@gmail.com omar@x.ae",
    "ali@gmail.com، omar@x.ae",
    "ali@gmail.com؛omar@x.ae",
    "<ali@gmail.com>,<omar@x.ae>",
    '"ali@gmail.com" "omar@x.ae"',
  ])("%s are two addresses", (raw) =>
    expect(normaliseEmails(raw).map((one) => one.ok && one.canonical)).toEqual(["ali@gmail.com", "omar@x.ae"]),
  )

  it("reads two addresses in one field as two", () => {
    const readings = normaliseEmails("ali@gmail.com / omar@x.ae, ALI@gmail.com")
    expect(readings.map((reading) => reading.ok && reading.canonical)).toEqual(["ali@gmail.com", "omar@x.ae"])
  })
})

describe("what an address says about its owner", () => {
  it.each([
    ["info@darwishgroup.ae", { role: true }],
    ["dubai.sales@darwishgroup.ae", { role: true }],
    ["hotel.desk@atlantis-dxb.ae", { role: false }],
    ["sales.ahmed@gmail.com", { role: false }],
    ["abc@mailinator.com", { disposable: true }],
    ["y@guerrillamail.com", { disposable: true }],
    ["ali@gmail.com", { disposable: false, relay: false, role: false, suggestion: null }],
    ["k3x@privaterelay.appleid.com", { relay: true, disposable: false }],
    ["k3x@duck.com", { relay: true, disposable: false }],
  ])("%s", (raw, expected) => expect(normaliseEmail(raw)).toMatchObject(expected))
})

describe("a mistyped popular domain", () => {
  it.each([
    ["zh.orlova@gmial.com", "zhorlova@gmail.com"],
    ["ali@gmail.con", "ali@gmail.com"],
    ["ali@gnail.com", "ali@gmail.com"],
    ["ali@gmail.co", "ali@gmail.com"],
    ["ali@hotmal.com", "ali@hotmail.com"],
    ["ali@outlok.com", "ali@outlook.com"],
    ["ali@yaho.com", null],
    ["ali@live.con", "ali@live.com"],
    ["ali@iclould.com", "ali@icloud.com"],
  ])("%s suggests %s and stays what was typed", (raw, suggestion) => {
    const reading = normaliseEmail(raw)
    expect(reading).toMatchObject({ ok: true, suggestion, disposable: false })
    expect(reading.ok && reading.canonical).toBe(raw)
  })

  it.each([
    "emirates.net.ae",
    "emirates.net.au",
    "eim.ae",
    "du.ae",
    "yahoo.ae",
    "yahoo.de",
    "yahoo.co.uk",
    "hotmail.ae",
    "live.ae",
    "ymail.com",
    "mail.com",
    "email.com",
    "me.com",
    "mac.com",
    "gmx.de",
    "gmx.net",
    "life.com",
    "company.ae",
  ])("%s is a domain of its own", (domain) => expect(domainMeant(domain)).toBeNull())
})

describe("what is not an address", () => {
  it.each([
    ["", "empty"],
    ["not-an-email", "invalid"],
    ["@gmail.com", "invalid"],
    ["ali@", "invalid"],
    ["ali@localhost", "invalid"],
    ["none@none.com", "placeholder"],
    ["test@gmail.com", "placeholder"],
    ["noemail@company.ae", "placeholder"],
    ["no-reply@company.ae", "placeholder"],
  ])("%s: %s", (raw, reason) => expect(normaliseEmail(raw)).toEqual({ ok: false, raw, reason, guesses: [] }))
})

describe("for any input", () => {
  it("reading a canonical address again changes nothing", () => {
    const words = fc.stringMatching(/^[a-z][a-z0-9._+-]{1,12}[a-z0-9]$/)
    const domains = fc.constantFrom("gmail.com", "GMAIL.com", "outlook.com", "company.ae", "googlemail.com", "ya.ru", "gmial.com")
    fc.assert(
      fc.property(words, domains, (local, domain) => {
        const first = normaliseEmail(`${local}@${domain}`)
        if (!first.ok) return
        expect(normaliseEmail(first.canonical)).toMatchObject({ ok: true, canonical: first.canonical })
      }),
    )
    fc.assert(fc.property(fc.string(), (raw) => normaliseEmails(raw).length > 0))
  })

  it("one edit is symmetric and notices every single slip", () => {
    const word = fc.stringMatching(/^[a-z]{2,10}$/)
    fc.assert(fc.property(word, word, (a, b) => withinOneEdit(a, b) === withinOneEdit(b, a)))
    fc.assert(
      fc.property(word, fc.nat({ max: 10 }), (text, at) => {
        expect(withinOneEdit(text, text.slice(0, at) + text.slice(at + 1))).toBe(true)
        expect(withinOneEdit(text, `${text.slice(0, at)}q${text.slice(at)}`)).toBe(true)
      }),
    )
  })
})
