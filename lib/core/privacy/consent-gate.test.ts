import { expect, test } from "vitest"
import { consentGate, ConsentRules, consentRecord, isAllowed, purposesOf, regionOf, type StatedConsent } from "./consent-gate"

const RULES = ConsentRules.parse({})
const said = (given: boolean, day: number, purpose: string, more: Partial<StatedConsent> = {}): StatedConsent => ({
  given,
  givenAt: new Date(Date.UTC(2026, 2, day)),
  trust: "signed",
  purpose,
  textVersion: `v${day}`,
  ...more,
})

test.for([
  ["+971501234567", null, "ae"],
  ["+447911123456", "AE", "eu_uk"],
  ["+4915112345678", null, "eu_uk"],
  ["+919876543210", null, "in"],
  ["+12025550123", null, "other"],
  [undefined, "India", "in"],
  [undefined, "Germany", "eu_uk"],
  [undefined, null, "other"],
] as const)("phone %s and country %s are of the region %s", ([phone, country, region]) => {
  expect(regionOf(phone, country)).toBe(region)
})

test.for([
  ["marketing", ["marketing"]],
  ["Newsletter", ["marketing"]],
  ["contact about my booking", ["service"]],
  ["marketing and service", ["service", "marketing"]],
  ["", ["service"]],
] as const)("a statement on “%s” is about %s", ([text, purposes]) => {
  expect(purposesOf(text)).toEqual(purposes)
})

test("an enquiry may be served until the person objects, and advertised to only once they agreed", () => {
  for (const region of ["ae", "eu_uk", "in", "other"] as const) {
    expect(isAllowed(RULES, "service", region, [])).toBe(true)
    expect(isAllowed(RULES, "service", region, [said(false, 1, "service")])).toBe(false)
    expect(isAllowed(RULES, "marketing", region, [])).toBe(false)
    expect(isAllowed(RULES, "marketing", region, [said(true, 1, "marketing")])).toBe(true)
    expect(isAllowed(RULES, "marketing", region, [said(true, 1, "marketing"), said(false, 2, "marketing")])).toBe(false)
    expect(isAllowed(RULES, "service", region, [said(false, 1, "marketing")])).toBe(true)
  }
})

test("who refuses to be served is not advertised to either", () => {
  const agreed = said(true, 1, "marketing")
  expect(consentGate(RULES, "ae", [agreed])).toEqual({ service: true, marketing: true })
  expect(consentGate(RULES, "ae", [agreed, said(false, 2, "service")])).toEqual({ service: false, marketing: false })
})

test("a rule of one region does not hold in another", () => {
  const rules = ConsentRules.parse({ service: { eu_uk: "opt_in" }, marketing: { ae: "none" } })
  expect(isAllowed(rules, "service", "eu_uk", [])).toBe(false)
  expect(isAllowed(rules, "service", "ae", [])).toBe(true)
  expect(isAllowed(rules, "marketing", "ae", [said(false, 1, "marketing")])).toBe(true)
})

test("an anonymous yes never outweighs an earlier no", () => {
  const stated = [said(false, 1, "marketing"), said(true, 2, "marketing", { trust: "public" })]
  expect(isAllowed(RULES, "marketing", "ae", stated)).toBe(false)
  expect(consentRecord(stated)).toBeNull()
})

test("the record is the latest yes that still holds, with every purpose in force", () => {
  expect(consentRecord([])).toBeNull()
  const stated = [said(true, 1, "service"), said(true, 3, "marketing"), said(false, 4, "marketing")]
  expect(consentRecord(stated)).toEqual({ givenAt: new Date(Date.UTC(2026, 2, 1)), textVersion: "v1", purposes: ["service"] })
  expect(consentRecord([...stated, said(true, 5, "marketing")])).toMatchObject({ textVersion: "v5", purposes: ["service", "marketing"] })
})
