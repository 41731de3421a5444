import { expect, test } from "vitest"
import { consentNamed } from "./consent-names"
import { statedConsent } from "@/lib/core/values/read-consent"

test.each([
  [
    "marketing",
    "Do Not Call|DoNotCall|do_not_call|Email Opt Out|HasOptedOutOfEmail|donotbulkemail|Do not allow Phone Calls|DNC|sms_opt_out",
  ],
  ["marketing", "Unsubscribed from all email|hs_email_optout|Opted out of email: Marketing Information|Unsubscribed At|do-not-disturb"],
  ["marketing and contact", "Do Not Contact|do_not_contact"],
])("a refusal of %s is named by %s", (purpose, names) => {
  for (const name of names.split("|")) expect(consentNamed(name), name).toEqual({ purpose, isRefusal: true })
})

test.each([
  ["marketing", "Marketing Consent|marketing_opt_in|Newsletter|Subscription status|Accepts Email Marketing|Person - Marketing status"],
  [null, "consent|Opt-in|GDPR consent|WhatsApp opt in|Permission to contact|الموافقة"],
])("a consent to %s is named by %s", (purpose, names) => {
  for (const name of names.split("|")) expect(consentNamed(name), name).toEqual({ purpose, isRefusal: false })
})

test.each([
  "HasOptedOutOfFax",
  "Opt out reason",
  "Unsubscribe link",
  "Phone",
  "Call",
  "Message",
  "Subscription plan",
  "No. WhatsApp",
  "no_phone",
  "CDW opt out",
  "Do you need a driver?",
])("%s names no consent", (name) => expect(consentNamed(name)).toBeNull())

test.each([
  [false, ["Yes", "TRUE", "1", true, 1, "x", "✓", "Opted out", "Do Not Allow", "unsubscribed", "12 Mar 2026", ["0", "1"]]],
  [null, ["No", "FALSE", "0", false, "Allow", "Subscribed"]],
])("beside a refusal %s is stated by %j", (given, said) => {
  for (const value of said) {
    const notes: never[] = []
    expect([statedConsent({ isRefusal: true }, value, notes), notes], JSON.stringify(value)).toEqual([given, []])
  }
})
