import { describe, expect, it } from "vitest"
import { extractContacts } from "@/lib/core/identity/extract-contacts"

describe("details that a person writes in a conversation", () => {
  it.each([
    ["call me on 050 123 4567, mail x@y.ae", ["050 123 4567"], ["x@y.ae"]],
    ["رقمي ٠٥٠١٢٣٤٥٦٧", ["٠٥٠١٢٣٤٥٦٧"], []],
    ["+971501234567 or 055 987 6543", ["+971501234567", "055 987 6543"], []],
    ["my whatsapp 00971501234567.", ["00971501234567"], []],
    ["number 97150 123 4567", ["97150 123 4567"], []],
    ["my no is 501234567", ["501234567"], []],
    ["my number is 9876543210", ["9876543210"], []],
    ["https://wa.me/971501234567?text=hello", ["+971501234567"], []],
    ["wa.me/971501234567", ["+971501234567"], []],
    ["0501234567 thanks, ali.k@gmail.com.", ["0501234567"], ["ali.k@gmail.com"]],
    ["call 04 234 5678 or +44 7911 123456", ["04 234 5678", "+44 7911 123456"], []],
    ["+971\u200f50\u200f1234567 ok", ["+971\u200f50\u200f1234567"], []],
    ["in 2026 from 2025 0501234567", ["0501234567"], []],
    ["ali@x.ae and ali@x.ae again", [], ["ali@x.ae"]],
  ])("%s", (text, phones, emails) => expect(extractContacts(text)).toEqual({ phones, emails }))

  it("reads national numbers of the hinted country", () => {
    expect(extractContacts("ring 07911 123456", { countryHint: "GB" }).phones).toEqual(["07911 123456"])
  })
})

describe("numbers that are no phones", () => {
  it.each([
    "AED 1500 for 2026-11-21",
    "price is 120000 aed",
    "total 1 500 000",
    "I paid 2,500 AED on 05.11.2026 ref 501234567",
    "booking ref 501234567",
    "BK-20261120-0501234",
    "invoice no. 0501234567",
    "my account number 0501234567",
    "from 12/11/2026 to 20/11/2026 at 10:30",
    "date 20 11 2026 1500",
    "Land Cruiser 2024 plate 55123",
    "passport N1234567",
    "from 1500 to 2000 per week",
    "",
    "see https://example.com/cars/0501234567/x",
  ])("%s", (text) => expect(extractContacts(text)).toEqual({ phones: [], emails: [] }))
})
