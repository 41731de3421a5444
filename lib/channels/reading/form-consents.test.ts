import { expect, test } from "vitest"
import { DEFAULT_FORMAT } from "@/lib/core/input-format"
import { formConsents } from "./form-consents"
import { ValueReader } from "./value-reader"

const AT = new Date("2026-11-20T08:00:00Z")
function read(fields: Readonly<Record<string, unknown>>) {
  const values = new ValueReader(AT, DEFAULT_FORMAT)
  const consents = formConsents(fields, AT, values)
  return { consents: consents.map(({ given, purpose }) => [given, purpose]), notes: values.notes.length }
}

test.each([
  [{ consent: "on" }, [[true, "contact"]]],
  [{ Consent: "no" }, [[false, "contact"]]],
  [{ fields: { consent: "no" } }, [[false, "contact"]]],
  [{ "form_fields[consent]": "لا" }, [[false, "contact"]]],
  [{ consent: { given: "declined", purpose: "marketing" } }, [[false, "marketing"]]],
  [{ data: { consent: { given: true } } }, [[true, "contact"]]],
  [{ consent: ["0", "1"] }, [[true, "contact"]]],
  [
    { marketing_consent: "no", consent: "yes" },
    [
      [false, "marketing"],
      [true, "contact"],
    ],
  ],
  [{ consent: "yes", fields: { consent: "no" } }, [[false, "contact"]]],
  [{ answers: [{ question: "Opt in", answer: "I do not agree" }] }, [[false, "contact"]]],
  [{ HasOptedOutOfEmail: true }, [[false, "marketing"]]],
  [{ properties: { hs_email_optout: { value: "true" } } }, [[false, "marketing"]]],
  [{ email_marketing_consent: { state: "not_subscribed", opt_in_level: null } }, [[false, "marketing"]]],
  [{ do_not_call: "0" }, []],
  [{ marketing_consent: "yes", unsubscribed: "yes" }, [[false, "marketing"]]],
  [{ formResponse: { consentResponses: [{ consentId: 1, accepted: true }] } }, [[true, "contact"]]],
  [
    {
      consentResponses: [
        { consentId: 1, accepted: true },
        { consentId: 2, accepted: false },
      ],
    },
    [[false, "contact"]],
  ],
  [{ custom_disclaimer_responses: [{ checkbox_key: "offers", is_checked: "1" }] }, [[true, "contact"]]],
  [
    {
      fields: [{ name: "email", value: "a@b.ae" }],
      legalConsentOptions: {
        consent: {
          consentToProcess: true,
          text: "I agree to the processing",
          communications: [{ value: false, subscriptionTypeId: 999, text: "I agree to receive offers" }],
        },
      },
    },
    [
      [true, "contact"],
      [false, "marketing"],
    ],
  ],
  [{ legalConsentOptions: { legitimateInterest: { value: true, legalBasis: "LEAD", text: "…" } } }, []],
  [{ consent: "" }, []],
  [{ name: "Lina" }, []],
] as const)("%j", (fields, consents) => expect(read(fields)).toEqual({ consents, notes: 0 }))

test("what is neither yes nor no gives no consent, and is said", () => {
  expect(read({ consent: "perhaps later" })).toEqual({ consents: [], notes: 1 })
})

test("the time and the wording of a consent are kept", () => {
  const [consent] = formConsents(
    { consent: "1", consent_given_at: "2026-11-19T08:00:00Z", consent_text_version: "v3" },
    AT,
    new ValueReader(AT, DEFAULT_FORMAT),
  )
  expect(consent).toEqual({ given: true, givenAt: new Date("2026-11-19T08:00:00Z"), textVersion: "v3", purpose: "contact" })
})
