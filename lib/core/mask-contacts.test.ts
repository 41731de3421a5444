import fc from "fast-check"
import { expect, test } from "vitest"
import { maskContacts } from "./mask-contacts"

test("e-mail addresses and phone numbers are masked in any spelling", () => {
  expect(maskContacts("550 <reem.d+ads@mail.example.co> user unknown")).toBe("550 <[email]> user unknown")
  expect(maskContacts("+971 50 123 4567 and 0501234567, (050) 123-4567")).toBe("[number] and [number], ([number]")
  expect(maskContacts("اتصل ٠٥٠١٢٣٤٥٦٧ الآن")).toBe("اتصل [number] الآن")
})

test("ids, dates, codes and short numbers stay readable", () => {
  for (const text of [
    "0198c1f2-0c1d-7abc-9def-0123456789ab",
    "at 2026-11-30T10:11:12Z",
    "on 2026-11-30",
    "code 40P01, HTTP 503",
    "v14.0.1",
    "lead 0198c1f2-0c1d-7abc-9def-971501234567",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "at 2026-11-30 10:11:12.123+04:00, 30/11/2026, 2026/11/30",
    "expires 1764497472000 or 1764497472",
    "AED 1,250,000.00 and 1234567.50",
    "evt_2026113010",
    "receipt 42, 200 rows in 13 ms",
  ])
    expect(maskContacts(text)).toBe(text)
})

test("no UAE mobile number survives, whatever is around it", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^05\d{8}$/), fc.constantFrom(" ", "'", '"', "(", ",", ":", "=", "\n"), (number, mark) => {
      expect(maskContacts(`failed${mark}${number}${mark}twice`)).not.toContain(number)
    }),
  )
})

test.each([
  "GET https://x/?phone=%2B971501234567 failed",
  "phone=%252B971501234567",
  "user=reem%40example.com",
  "wa_971501234567",
  "wa_447700900123",
  "contact-971501234567",
  "lead971501234567",
  "971501234567x",
  "+971501234567_1",
  String.raw`{"p":"\u002b971501234567"}`,
  "050/123/4567",
  "050\u2013123\u20134567",
  "0501-23-4567",
  "050%20123%204567",
  "tel:+971-50-123-4567",
  "00971501234567",
  "\u202a+971 50 123 4567\u202c",
])("%s is masked", (text) => {
  expect(maskContacts(text)).toMatch(/\[(number|email)\]/)
  expect(maskContacts(text)).not.toMatch(/1234567|23-4567|123.?4567|900123|reem/)
})
