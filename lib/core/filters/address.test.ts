import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { CHANNELS } from "@/lib/core/channels"
import { boardAddress } from "./board"
import { leadsAddress } from "./leads"
import { leadsBehindAddress, reportsAddress } from "./reports"

describe("an address with invalid values shows what is valid", () => {
  test("an invalid value is dropped alone and named", () => {
    const given = { owner: "me", band: "purple", stale: "yes", q: "", lanes: "owner", view: "all" }
    expect(boardAddress.read(given)).toEqual({ owner: "me", lanes: "owner", view: "all" })
    expect(boardAddress.ignored(given)).toEqual(["band", "stale"])
  })
  test("of a list the valid part stays, and the key is named", () => {
    const given = { stage: "booked,gone", channel: ["ziwo", "crisp"] }
    expect(leadsAddress.read(given)).toEqual({ stage: ["booked"], channel: ["ziwo", "crisp"] })
    expect(leadsAddress.ignored(given)).toEqual(["stage"])
  })
  test("the first of two values counts, and unknown keys are ignored", () => {
    expect(reportsAddress.read({ period: ["last_7", "last_90"], utm_source: "mail" })).toEqual({ period: "last_7" })
    expect(reportsAddress.ignored({ period: ["last_7", "last_90"], utm_source: "mail" })).toEqual([])
  })
  test("a cursor of another list is dropped", () => {
    expect(leadsBehindAddress.read({ metric: "leads", cursor: "2026-01-01" })).toEqual({ metric: "leads" })
  })
})

test("what no table can hold is dropped alone, on every page", () => {
  for (const query of ["q=%00", "q=a%00b", "from=0000-01-01"]) {
    expect(leadsAddress.read(`${query}&stage=booked`), query).toEqual({ stage: ["booked"] })
    expect(leadsAddress.ignored(query), query).toEqual([query.split("=")[0]])
  }
  expect(boardAddress.read("q=%00")).toEqual({})
})

describe("an address says what it was made of", () => {
  const filter = fc.record(
    {
      q: fc.string({ minLength: 1, maxLength: 40 }).map((text) => `a${text.trim()}`.trim()),
      stage: fc.uniqueArray(fc.constantFrom(...STAGE_IDS), { minLength: 1 }),
      channel: fc.uniqueArray(fc.constantFrom(...CHANNELS), { minLength: 1 }),
      from: fc.constantFrom("2026-01-31", "2024-02-29"),
    },
    { requiredKeys: [] },
  )
  test("whatever was asked is read back, as text and as the search parameters of a page", () => {
    fc.assert(
      fc.property(filter, (asked) => {
        const query = leadsAddress.href(asked, "?").slice(1)
        expect(leadsAddress.read(query)).toEqual(asked)
        expect(leadsAddress.read(Object.fromEntries(new URLSearchParams(query)))).toEqual(asked)
        expect(leadsAddress.ignored(query)).toEqual([])
      }),
    )
  })
  test("null and undefined leave a key out, and a link may have a path of its own", () => {
    expect(leadsAddress.href({ stage: ["booked"], cursor: null, q: undefined })).toBe("/leads?stage=booked")
    expect(leadsAddress.href({}, "/api/leads/export")).toBe("/api/leads/export")
    expect(boardAddress.href({ owner: "me" }, "?")).toBe("?owner=me")
  })
})
