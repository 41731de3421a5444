import { expect, test } from "vitest"
import { readForm } from "@/lib/core/forms/read-form"
import { formIdentities } from "./form-claims"

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

test("each of two phones has the country that stands nearest to it", () => {
  expect(phonesOf({ phone: "0501", phone_country: "SA", whatsapp: "0502", whatsapp_country: "GB" })).toEqual([
    ["0501", ["SA"]],
    ["0502", ["GB"]],
  ])
  expect(phonesOf({ billing: { phone: "0501", country: "SA" }, shipping: { phone: "0502", country: "KW" } })).toEqual([
    ["0501", ["SA"]],
    ["0502", ["KW"]],
  ])
})
