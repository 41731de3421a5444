import { expect, test } from "vitest"
import { readConsent } from "./read-consent"

test.each([
  [
    true,
    [
      true,
      1,
      "1",
      "Yes",
      "on",
      "TRUE",
      "y",
      "✓",
      "I agree",
      "I agree to be contacted by WhatsApp",
      "I agree to receive offers. I can unsubscribe at any time",
      "Opted in",
      "نعم",
      "موافق",
      "أوافق",
      "да",
      "oui",
      ["0", "1"],
    ],
  ],
  [
    false,
    [
      false,
      0,
      "No",
      "n",
      "F",
      "off",
      "لا",
      "لا أوافق",
      "غير موافق",
      "declined",
      "Declined by phone",
      "I do not agree",
      "I don't want to be contacted",
      "unchecked",
      "Unsubscribed",
      "opted out",
      "do not contact me",
      "No thanks",
      "Нет",
      "non",
      "nein",
      "✗",
      ["0"],
    ],
  ],
  [null, ["", "maybe", "N/A", "unknown", "pending", "see notes", 7, null, undefined, {}, "I agree that you will not share this"]],
] as const)("%s is read", (given, said) => {
  for (const value of said) expect(readConsent(value), JSON.stringify(value)).toBe(given)
})
