import { expect, test } from "vitest"
import { countriesBeside } from "@/lib/core/identity/country-beside"

test.each(["جدة", "Медина", "पुणे", "大阪", "Jeddah"])("%s beside a phone is a place that is not known", (text) => {
  expect(countriesBeside([text])).toEqual([text])
})

test.each(["اختر الدولة", "-- اختر --", "غير محدد", "لا يوجد", "Выберите страну", "चुनें", "देश चुनें", "- Select -", "Please choose", "—", "N/A"])(
  "%s is no choice",
  (text) => expect(countriesBeside([text])).toEqual([]),
)
