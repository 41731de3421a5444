import { expect, test } from "vitest"
import { FLAG_REASONS } from "@/lib/core/matching/flag-reasons"
import { reasonText } from "./reasons"

test("no reason names a length of time that an administrator may change", () => {
  expect(FLAG_REASONS.map(reasonText).filter((text) => /\d|\b(?:hour|day|week)s?\b/i.test(text))).toEqual([])
})
