import { expect, test } from "vitest"
import { activeFiltersOf } from "./active-filters"

const colleagues = [
  { id: "a", name: "Sara" },
  { id: "b", name: "عمر" },
]
const texts = (query: Parameters<typeof activeFiltersOf>[0]["query"], hasSelects = true) =>
  activeFiltersOf({ query, colleagues, hasSelects }).map(({ text }) => text)

test("whatever narrows the numbers and no select can show is said", () => {
  expect(texts({ owner: ["a"], channel: ["ziwo"], band: ["high"] })).toEqual([])
  expect(texts({ owner: ["none"] })).toEqual([])
  expect(texts({ owner: ["a", "b"], source: "google", campaign: "-" })).toEqual(["Owner: Sara, عمر", "Source: google", "No campaign"])
  expect(texts({ owner: ["me"] })).toEqual(["Owner: me"])
  expect(texts({ owner: ["gone"] })).toEqual(["Owner: a former colleague"])
  expect(texts({ channel: ["ziwo", "website"], band: ["high", "nurture"] })).toHaveLength(2)
})

test("where there are no selects every active filter is said, and an agent hears of no owner", () => {
  expect(texts({ owner: ["a"], channel: ["ziwo"], band: ["high"] }, false)).toHaveLength(3)
  expect(activeFiltersOf({ query: { owner: ["a"], source: "-" }, colleagues: null, hasSelects: true })).toEqual([
    { key: "source", text: "No source" },
  ])
})
