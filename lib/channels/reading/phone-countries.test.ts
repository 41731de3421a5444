import { expect, test } from "vitest"
import { readForm } from "@/lib/core/forms/read-form"
import type { IdentityClaim } from "@/lib/core/lead-event"
import { readEvent } from "@/lib/leads/ingest/read-event"
import { eventOf } from "./blank-event"
import { formIdentities } from "./form-claims"

const eventWith = (identities: IdentityClaim[]) =>
  eventOf("website", {
    eventKey: "k",
    kind: "form_submitted",
    direction: "inbound",
    occurredAt: new Date(0),
    whenUnknown: "lead",
    identities,
  })

/** The phones of a form, each with the countries beside it. */
const phonesOf = (body: Readonly<Record<string, unknown>>) =>
  formIdentities(readForm(body)).flatMap(({ kind, raw, countries }) => (kind === "phone" ? [[raw, countries]] : []))

test.each([
  ["a plain country", { phone: "0501", country: "Saudi Arabia" }, ["SA"]],
  ["the country of its own group", { billing: { phone: "0501", country: "SA" } }, ["SA"]],
  ["the same in flat keys", { billing_phone: "0501", billing_country: "SA", shipping_country: "GB" }, ["SA"]],
  ["the same in brackets", { "billing[phone]": "0501", "billing[country]": "SA", "shipping[country]": "GB" }, ["SA"]],
  ["a wrapper around both", { data: { contact: { phone: "0501", country_code: "966" } } }, ["SA"]],
  ["a wrapper that no list knows", { submission_v2: { inner: { mobile: "0501", country: "SA" } } }, ["SA"]],
  ["the person's address", { phone: "0501", address: { city: "Riyadh", country: "KSA" } }, ["SA"]],
  ["the country inside the phone", { phone: { number: "0501", country: "SA" }, country: "GB" }, ["SA"]],
  ["an ISO code by its own name", { phone: "0501", iso2: "sa" }, ["SA"]],
  ["a country in parts", { phone: "0501", selectedCountry: { iso2: "sa", dialCode: "966" } }, ["SA"]],
  ["a dial code with its area", { phone: "0501", code: "+1-242" }, ["BS"]],
  ["a dial code named for the phone", { phone: "0501", phone_dial_code: "+966", country: "United Kingdom" }, ["SA"]],
  ["a plain country beside a phone of a group", { billing: { phone: "0501" }, country: "SA" }, ["SA"]],
  ["a group before a plain country", { billing: { phone: "0501", country: "SA" }, country: "GB" }, ["SA"]],
  ["a group's country that names none", { billing: { phone: "0501", country: "-" }, country: "SA" }, ["SA"]],
] as const)("%s stands beside the phone", (_, body, countries) => expect(phonesOf(body)).toEqual([["0501", countries]]))

test.each([
  ["another group", { billing: { phone: "0501" }, shipping: { country: "SA" } }],
  ["a group beside a phone of the top level", { phone: "0501", shipping: { country: "SA" } }],
  ["a deeper group", { order: { delivery: { address: { country: "SA" } } }, customer: { phone: "0501" } }],
  ["a place of the rental", { phone: "0501", pickup: { location: { country_code: "SA" } } }],
  ["a licence", { phone: "0501", driving_licence: { country: "SA" } }],
  ["a flat key of another thing", { phone: "0501", shipping_country: "SA" }],
  ["the sender's server", { phone: "0501", meta: { ip: { geo: { country: "SA" } } } }],
] as const)("%s does not", (_, body) => expect(phonesOf(body)).toEqual([["0501", []]]))

test.each([
  { mobilePhone: "0501", country: "AE" },
  { country: "AE", phone_number: "0501", type: "home" },
  { nationalNumber: "0501", iso2: "ae" },
  { number: "01", area_code: "05", dial_code: "+971" },
  { value: "0501", callingCode: "971" },
])("a phone in parts is its number, with its country beside it: %o", (phone) => {
  expect(JSON.stringify(phonesOf({ phone })).replace("05 01", "0501")).toBe('[["0501",["AE"]]]')
})

test("each of two phones has the country that stands nearest to it", () => {
  expect(phonesOf({ phone: "0501", phone_country: "SA", whatsapp: "0502", whatsapp_country: "GB" })).toEqual([
    ["0501", ["SA"]],
    ["0502", ["GB"]],
  ])
  expect(phonesOf({ billing: { phone: "0501", country: "SA" }, home: { phone: "0502", country: "KW" } })).toEqual([
    ["0501", ["SA"]],
    ["0502", ["KW"]],
  ])
})

test.each([
  "q5_country",
  "Country/Region",
  "Which country are you from?",
  "country_of_origin",
  "بلد الإقامة",
  "دولة الإقامة",
  "Pays",
  "Страна",
  "País",
  "residence",
])("a country under %s stands beside the phone", (key) =>
  expect(phonesOf({ phone: "0501", [key]: "Saudi Arabia" })).toEqual([["0501", ["SA"]]]),
)

test.each(["prefix", "cc", "code", "dial", "area_code", "indicatif", "Vorwahl", "std_code"])(
  "a whole dial code under %s stands beside the phone",
  (key) => {
    expect(phonesOf({ phone: "0501", [key]: "+966" })).toEqual([["0501", ["SA"]]])
    expect(phonesOf({ phone: "0501", [key]: "+966501112233" }).at(-1)).not.toEqual(["0501", ["SA"]])
  },
)

test.each(["nationality", "pickup_country", "licence_country", "ip_country", "destination country"])("a country under %s does not", (key) =>
  expect(phonesOf({ phone: "0501", [key]: "Saudi Arabia" })).toEqual([["0501", []]]),
)

test("a country that names none leaves the phone's country to a question", () => {
  const guessed = (country: string) => readEvent(eventWith(formIdentities(readForm({ phone: "0501112233", country }))), null).identities[0]
  for (const country of ["Ruritania", "Indian", "Other"])
    expect(guessed(country), country).toMatchObject({ strength: "shared", traits: { sharedBy: "guess" } })
  for (const country of ["", "-", "Select country", "n/a", "UAE"]) expect(guessed(country), country).toMatchObject({ strength: "personal" })
})

test.each([
  [{ phone: "0501112233", full_phone: "+966501112233" }, ["+966501112233"]],
  [{ phone: "50 111 2233", phone_full: "00966501112233", mobile: "0504445566" }, ["00966501112233", "0504445566"]],
  [{ "phone_number[main]": "050 111 2233", "phone_number[full]": "+966501112233" }, ["+966501112233"]],
  [{ phone: "0501112233", whatsapp: "+966504445566" }, ["0501112233", "+966504445566"]],
  [{ phone: "0501112233", full_phone: "+971501112233" }, ["+971501112233"]],
] as const)("%j has each line once", (body, expected) =>
  expect(
    phonesOf(body)
      .map(([raw]) => raw)
      .toSorted(),
  ).toEqual(expected.toSorted()),
)

test.each([
  ["PhoneNumber_countrycodeval", "+966"],
  ["iso_code", "SA"],
  ["region", "SA"],
  ["الكود", "966"],
  ["رمز الاتصال", "966"],
  ["indicatif", "966"],
  ["prefijo", "966"],
  ["Vorwahl", "966"],
  ["код страны", "966"],
])("%s=%s says the phone's country", (key, value) => expect(phonesOf({ phone: "0501", [key]: value })).toEqual([["0501", ["SA"]]]))

test.each([
  ["region", "Riyadh"],
  ["Vorwahl", "030"],
  ["الكود", "966551"],
])("%s=%s says none", (key, value) => expect(phonesOf({ phone: "0501", [key]: value })).toEqual([["0501", []]]))

test("a dial code in the first of two phone fields is no phone", () => {
  expect(phonesOf({ phone_1: "+966", phone_2: "551112223" })).toEqual([["551112223", ["SA"]]])
})

test("a dial code does not decide against a plain country of which the number is as well", () => {
  const read = (body: object) => readEvent(eventWith(formIdentities(readForm({ ...body }))), null).identities[0]
  expect(read({ phone: "0551112223", country: "Saudi Arabia", phone_code: "+971" })).toMatchObject({ strength: "shared" })
  expect(read({ phone: "0551112223", country: "India", phone_code: "+971" })).toMatchObject({
    value: "+971551112223",
    strength: "personal",
  })
  expect(read({ phone: "0551112223", country: "Saudi Arabia", phone_code: "+966" })).toMatchObject({
    value: "+966551112223",
    strength: "personal",
  })
})

test("the phone of whom something is delivered to is not the sender's", () => {
  expect(phonesOf({ billing_phone: "0501", shipping_phone: "0502", delivery_phone: "0503" })).toEqual([["0501", []]])
  expect(phonesOf({ phone: "0501", shipping: { phone: "0502" }, delivery: { mobile: "0503" } })).toEqual([["0501", []]])
  expect(phonesOf({ email: "omar@falcon.example", shipping_phone: "0502" })).toEqual([])
})
