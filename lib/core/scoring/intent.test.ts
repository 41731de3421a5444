import { describe, expect, test } from "vitest"
import { findIntent, indexIntent, IntentWords } from "./intent"

const INDEX = indexIntent(IntentWords.parse({}))
const found = (text: string): string[] => findIntent(INDEX, text).map(({ start, end }) => text.slice(start, end))

describe("high-intent words", () => {
  test.each([
    ["I want to book the Patrol", ["book"]],
    ["BOOKING please!", ["BOOKING"]],
    ["ok, go ahead", ["go ahead"]],
    ["please send me the payment link", ["payment link"]],
    ["I’ll take it", ["I’ll take it"]],
    ["can I pay by card?", ["can I pay"]],
    ["i need it now", ["need it now"]],
    ["أريد الحجز", ["الحجز"]],
    ["اريد احجز سيارة", ["احجز"]],
    ["أُرِيدُ الحَجْز", ["الحَجْز"]],
    ["حجـــــز", ["حجـــــز"]],
    ["ارسل رابط الدفع", ["رابط الدفع"]],
    ["موافقه", ["موافقه"]],
    ["بكره الصبح", ["بكره"]],
    ["والحجز كيف", ["والحجز"]],
    ["abi a7jez sayara", ["a7jez"]],
    ["bukra inshallah", ["bukra"]],
  ])("%s", (text, words) => expect(found(text)).toEqual(words))
})

describe("negated words", () => {
  test.each([
    "I don't want to book",
    "i do not want to book anything",
    "not interested",
    "Not interested, thanks. I can book elsewhere",
    "we already booked with another company",
    "no booking for now",
    "I can't confirm",
    "price without booking",
    "please cancel my booking",
    "مو مهتم",
    "مو مهتمة بالحجز",
    "ما ابي احجز",
    "لا أريد الحجز",
    "إلغاء الحجز لو سمحت",
    "حجزت من شركة ثانية",
    "mish mohtam, la ta7jez",
    "ma abi a7jez",
  ])("%s", (text) => expect(found(text)).toEqual([]))
})

describe("phrases that only look like a negation", () => {
  test.each([
    ["no problem, I will book", ["book"]],
    ["why not, let me book", ["book"]],
    ["can't wait, booking today", ["booking", "today"]],
    ["is there free cancellation if I book", ["book"]],
    ["without deposit can I book", ["book"]],
    ["no, book it", ["book"]],
    ["I did not like the Kia. Book me the Patrol", ["Book"]],
    ["ما عندي مانع نحجز", ["نحجز"]],
  ])("%s", (text, words) => expect(found(text)).toEqual(words))
})

test.each(["facebook", "my notebook", "confidential", "preserved", "يحتجز", "يوم", "", "🙂🙂", "12345"])(
  "a list word inside another word is not found: %s",
  (text) => expect(found(text)).toEqual([]),
)

test("an admin's own words, in any script, with a prefix that matches every ending", () => {
  const index = indexIntent(IntentWords.parse({ english: ["бронир*", "ready when you are"], arabic: ["جاهزين"] }))
  for (const text of ["Хорошо, бронируем", "Ready, when you are", "ready when you are", "نحن جاهزين"]) {
    expect(findIntent(index, text).length, text).toBe(text === "Ready, when you are" ? 0 : 1)
  }
})
