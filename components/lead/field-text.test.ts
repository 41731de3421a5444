import { expect, test } from "vitest"
import { fieldText } from "./field-text"

test("codes and amounts are shown in words, and whatever a person wrote stays as it was", () => {
  expect(fieldText("amount", "1755")).toBe("AED 1,755")
  expect(fieldText("amount", "about 2k")).toBe("about 2k")
  expect(fieldText("country", "AE")).toBe("United Arab Emirates")
  expect(fieldText("country", "the Emirates")).toBe("the Emirates")
  expect(fieldText("language", "ar")).toBe("Arabic")
  expect(fieldText("name", "AE")).toBe("AE")
})
