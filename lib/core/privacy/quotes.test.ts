import { expect, test } from "vitest"
import { maskQuotes, quotePattern, type PersonTerms } from "./quotes"

const person: PersonTerms = {
  phones: [{ code: "971", national: "509988776" }],
  emails: ["zub.qah@example.com", "zubqahtani@gmail.com", "zub.qah@yandex.ru"],
  ids: ["session_4711-0815"],
  names: ["zubaydah qahtani", "زبيدة القحطاني"],
  words: ["zubaydah"],
}
const pattern = quotePattern(person, "names") ?? ""
const isQuoted = (text: string): boolean => new RegExp(pattern, "i").test(text)

test.for([
  "+971509988776",
  "00971 50 998 8776",
  "971-50-9988776",
  "050 998 8776",
  "50.998.8776",
  "+971 (0)50 998-8776",
  "٠٥٠٩٩٨٨٧٧٦",
  "۰۵۰ ۹۹۸ ۸۷۷۶",
  "०५०९९८८७७६",
  "๐๕๐๙๙๘๘๗๗๖",
  "０５０９９８８７７６",
  "phone=%E0%A5%A6%E0%A5%AB%E0%A5%A6998877%E0%A5%AC",
  "phone=%2B971+50+998+8776&x=1",
  "phone=%D9%A5%D9%A0998877%D9%A6",
  String.raw`{"phone":"\u0660\u0665\u0660\u0669\u0669\u0668\u0668\u0667\u0667\u0666"}`,
  String.raw`\331\245\331\24099\331\2508776`,
  String.raw`{"text":"call\n0509988776"}`,
  "‎+971 50‎ 998 8776",
  '{"phone": 971509988776}',
  "Zub.Qah@Example.com",
  "email=zub.qah%40example.com",
  String.raw`"zub.qah+ads\u0040example.com"`,
  "z.ub.qah.tani+car@googlemail.com",
  "Zub.Qah@ya.ru",
  "x session_4711-0815 y",
  "q=Zubaydah+QAHTANI",
  "q=Zubaydah%20Qahtani",
  "q=%D8%B2%D8%A8%D9%8A%D8%AF%D8%A9+%D8%A7%D9%84%D9%82%D8%AD%D8%B7%D8%A7%D9%86%D9%8A",
])("the person is recognised in %s", (text) => {
  expect(isQuoted(text)).toBe(true)
})

test.for([
  "+919509988776",
  "+9715099887761",
  "050 998 8775",
  "a.zub.qah@example.com",
  "zub.qah@example.com.au",
  "zub.qah@example.org",
  "session_4711-0816",
  "Zubaydah Said",
  "Zubaydah Qahtaniyya",
])("another person is not: %s", (text) => {
  expect(isQuoted(text)).toBe(false)
})

test("a word of a name is looked for only where people are looked for by name", () => {
  const finds = (width: "contacts" | "names" | "words", text: string) => new RegExp(quotePattern(person, width) ?? "", "i").test(text)
  expect([finds("names", "q=zubaydah"), finds("words", "q=zubaydah"), finds("words", "q=zubaydahs")]).toEqual([false, true, false])
  expect([finds("contacts", "Zubaydah Qahtani"), finds("names", "Zubaydah Qahtani")]).toEqual([false, true])
})

test("quotes are replaced in every depth of a JSON value, and the rest stays", () => {
  const value = { "+971509988776": 971509988776, notes: ["Call 050 998 8776 or zub.qah@example.com.", { other: "+971501112233", n: 12 }] }
  expect(maskQuotes(value, pattern)).toEqual({
    "+[erased]": "[erased]",
    notes: ["Call [erased] or [erased].", { other: "+971501112233", n: 12 }],
  })
})

test("nothing is looked for when nothing identifies", () => {
  expect(
    quotePattern({ phones: [{ code: "", national: "12" }], emails: ["x"], ids: ["4711"], names: ["Ali"], words: ["Ali"] }, "words"),
  ).toBeNull()
})
