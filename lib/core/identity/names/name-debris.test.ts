import fc from "fast-check"
import { expect, test } from "vitest"
import { readName } from "./person-name"

test.each([
  // Words of software and of lists.
  ["Reem Test", "Reem"],
  ["Test Omar Saleh", "Omar Saleh"],
  ["Huda undefined", "Huda"],
  ["null Nadia", "Nadia"],
  ["Vikram LNU", "Vikram"],
  ["Lead Salma Aziz", "Salma Aziz"],
  ["Lead 4411 Salma", "Salma"],
  ["Yousef (test)", "Yousef"],
  ["Huda TBD", "Huda"],
  ["Salma_Test_01", "Salma"],
  ["<b>Salma</b>", "Salma"],
  ["Ali Website Lead", "Ali"],
  ["Omar new customer", "Omar"],
  ["ريم تجربة", "ريم"],
  ["عميل سالم علي", "سالم علي"],
  ["Анна тест", "Анна"],
  ["Sunita टेस्ट", "Sunita"],
  ["John {{last_name}}", "John"],
  ["Nora [object Object]", "Nora"],
  ["Lina N/A", "Lina"],
  ["O&#39;Brien", "O'Brien"],
  // Sources, places and notes beside the name.
  ["Ahmed - WhatsApp", "Ahmed"],
  ["Ahmed | Instagram", "Ahmed"],
  ["Salem_WhatsApp", "Salem"],
  ["Khalid (Dubai)", "Khalid"],
  ["Hamad @ Dubai office", "Hamad"],
  ["Sara (wife)", "Sara"],
  ["Reem from dubizzle", "Reem"],
  ["Faisal (2)", "Faisal"],
  ["Elizabeth (Liz) Taylor", "Elizabeth (Liz) Taylor"],
  // Numbers and addresses.
  ["Ali 0501234567", "Ali"],
  ["+971 50 123 4567 Ali Hassan", "Ali Hassan"],
  ["Ali Hassan <ali@x.ae>", "Ali Hassan"],
  // Salutations; a rank stays.
  ["Mr. Khalid (Dubai)", "Khalid"],
  ["MR KHALID AL MARRI", "Khalid Al Marri"],
  ["Mr. & Mrs. Smith", "Smith"],
  ["Ms.Reem Darwish", "Reem Darwish"],
  ["السيد أحمد", "أحمد"],
  ["الأستاذة منى سالم", "منى سالم"],
  ["श्री राजेश शर्मा", "राजेश शर्मा"],
  ["Dr. Aisha", "Dr. Aisha"],
  ["Sheikha Latifa", "Sheikha Latifa"],
  // Repeats and case.
  ["Ahmed Ahmed", "Ahmed"],
  ["Sara Sara Khan", "Sara Khan"],
  ["Omar Saleh Omar Saleh", "Omar Saleh"],
  ["Bong Bong Marcos", "Bong Bong Marcos"],
  ["REEM darwish", "Reem Darwish"],
  ["reem_darwish", "Reem Darwish"],
  ["ahmed bin RASHID", "Ahmed bin Rashid"],
  ["\u200fريم\u200e درويش", "ريم درويش"],
  ["AL FUTTAIM LLC", "Al Futtaim LLC"],
])("%s is shown as %s", (raw, shown) => expect(readName(raw)).toMatchObject({ missing: false, display: shown }))

test.each([
  "Lead 4411",
  "Test Lead",
  "New Customer 12",
  "Website Lead",
  "no name",
  "TBD",
  "To be confirmed",
  "Default Admin",
  "<test lead: dummy data for full_name>",
  "No name provided",
  "N/A",
  "n/a n/a",
  "Guest 12",
  "Walk-in Customer",
  "First Last",
  "Mr",
  "Dubai",
  "{{name}}",
  "*|FNAME|*",
  "[object Object]",
  "@reem.d",
  "asdf asdf",
  "xxxx",
  "971501234567",
  "ali@x.ae",
  "🌸🌸",
  "عميل جديد",
  "زبون ١٢",
  "بدون اسم",
  "لا يوجد",
  "غير معروف",
  "Клиент 5",
  "без имени",
  "inconnu",
  "sans nom",
  "अज्ञात",
  "نامعلوم",
  "walang pangalan",
  "客户",
])("%s is no name", (raw) => expect(readName(raw)).toMatchObject({ missing: true, tokens: [] }))

test.each([
  "Christopher Guest",
  "Emily Carr",
  "Ada Newman",
  "Ngo Van Test Automation LLC",
  "Website Solutions LLC",
  "Jean-Luc Picard",
  "Al-Futtaim",
  "Owned Lead",
  "Counter Customer",
  "Salma 2",
])("%s loses nothing", (raw) => expect(readName(raw).display).toBe(raw))

test("the name that is shown is read as the same name again", () => {
  const part = fc.constantFrom(
    "Omar",
    "SALEH",
    "test",
    "-",
    "(Dubai)",
    "4411",
    "Mr.",
    "null",
    "ريم",
    "عميل",
    "राजेश",
    "|",
    "x@y.ae",
    "LLC",
    "n/a",
    "{{a}}",
    "from",
    "_",
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
      const read = readName(parts.join(" "))
      const again = readName(read.display)
      expect(again.display).toBe(read.display)
      expect(again.tokens.map(({ text }) => text)).toEqual(read.tokens.map(({ text }) => text))
    }),
    { numRuns: 1000 },
  )
})
