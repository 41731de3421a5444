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
