import { expect, test } from "vitest"
import { readLeadsBehind, readReportQuery } from "./tolerant-query"

const NOW = new Date("2026-06-20T10:00:00Z")
const OWNER = "0197a000-0000-7000-8000-000000000001"
function days(given: Record<string, string>) {
  const { from, to } = readReportQuery(given, NOW)
  return [from, to]
}

test("one thing that makes no sense takes nothing else with it", () => {
  const asked = {
    owner: `${OWNER},nobody`,
    channel: "fax",
    band: "high,low",
    from: "2026-02-30",
    source: "a\u0000b",
    period: "last_7",
    campaign: "",
  }
  expect(readReportQuery(asked, NOW)).toEqual({ owner: [OWNER], band: ["high"], period: "last_7", compare: "previous" })
  expect(readLeadsBehind({ ...asked, metric: "late", cursor: "x", limit: "900" }, NOW)).toMatchObject({
    metric: "late",
    owner: [OWNER],
    limit: 50,
  })
  expect(readLeadsBehind({ metric: "everything", source: "google" }, NOW)).toMatchObject({ metric: "leads", source: "google" })
})

test("days are brought into order, and of more than ten years the last ten are taken", () => {
  expect(days({ from: "2026-03-05", to: "2026-03-01" })).toEqual(["2026-03-01", "2026-03-05"])
  expect(days({ from: "2000-01-01" })).toEqual(["2016-06-13", undefined])
  expect(days({ from: "2000-01-01", to: "2012-01-01" })).toEqual(["2001-12-25", "2012-01-01"])
  expect(days({ from: "2019-01-01", to: "2026-01-01" })).toEqual(["2019-01-01", "2026-01-01"])
})

test("what is asked of open leads has open ends", () => {
  expect(readLeadsBehind({ metric: "open", to: "2026-01-01" }, NOW)).toMatchObject({ to: "2026-01-01" })
  expect(readLeadsBehind({ metric: "open_new_lead", from: "1990-01-01" }, NOW)).toMatchObject({ from: "1990-01-01" })
})

test("a parameter that is given twice is a list where there are lists, and the first of them elsewhere", () => {
  const asked = { channel: ["website", "ziwo"], source: ["google", "meta"] }
  expect(readReportQuery(asked, NOW)).toMatchObject({ channel: ["website", "ziwo"], source: "google" })
})
