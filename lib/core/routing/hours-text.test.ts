import { expect, test } from "vitest"
import { readSpans, writeSpans } from "./hours-text"

test("spans are read as people write them, in order, and written back the same", () => {
  const spans = readSpans("14-18:30, 09:00 – 13:00")
  expect(spans).toEqual([
    [540, 780],
    [840, 1110],
  ])
  expect(readSpans(writeSpans(spans ?? []))).toEqual(spans)
  expect(readSpans(" ")).toEqual([])
  expect(readSpans("0-24")).toEqual([[0, 1440]])
})

test("what is not a span is reported", () => {
  for (const text of ["nine to five", "18-9", "9:75-10", "9-25", "9"]) expect(readSpans(text)).toBeNull()
})
