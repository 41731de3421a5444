import { expect, test } from "vitest"
import { readForm } from "@/lib/core/forms/read-form"
import { DEFAULT_FORMAT } from "@/lib/core/input-format"
import { leadValue } from "@/lib/core/values/lead-values"
import { formClaims } from "./form-claims"

function moment(date: unknown, time: unknown, timeZone = "Asia/Dubai") {
  const format = { ...DEFAULT_FORMAT, timeZone }
  const claim = formClaims(readForm({ pickup_date: date, pickup_time: time }), format).find(({ field }) => field === "pickup_date")
  const { value, notes } = leadValue("pickup_date", claim?.value ?? "", format)
  return { value, notes: notes.map(({ problem }) => problem) }
}

test.each<[unknown, unknown, string]>([
  ["2026-03-14", "10:00", "2026-03-14 10:00"],
  ["2026-03-14T00:00:00.000Z", "10:00", "2026-03-14 10:00"],
  ["2026-03-13T20:00:00.000Z", "10:00", "2026-03-14 10:00"],
  ["2026-03-14T00:00", "3:30 PM", "2026-03-14 15:30"],
  ["2026-03-14 09:00", "10:15", "2026-03-14 10:15"],
  ["2026-03-14T00:00:00+04:00", "10:00", "2026-03-14 10:00"],
  ["Sat Mar 14 2026 00:00:00 GMT+0400 (Gulf Standard Time)", "10:00", "2026-03-14 10:00"],
  ["1773446400000", "10:00", "2026-03-14 10:00"],
  ["25/03/2026 00:00", "10:00", "2026-03-25 10:00"],
  ["2026-03-14T10:00:00 04:00", "", "2026-03-14 10:00"],
])("%s with a time of its own, %s, is %s", (date, time, value) => {
  expect(moment(date, time)).toEqual({ value, notes: [] })
})

test("the day of a date picker's midnight in UTC is that day, also west of it", () => {
  expect(moment("2026-03-14T00:00:00Z", "10:00", "America/New_York").value).toBe("2026-03-14 10:00")
})

test("a day that the format decides is still noted, and a time that cannot be read is kept and noted", () => {
  expect(moment("03/04/2026 00:00", "10:00")).toEqual({ value: "2026-04-03 10:00", notes: ["decided"] })
  expect(moment("2026-03-14T00:00:00Z", "after lunch")).toEqual({ value: "2026-03-14 after lunch", notes: ["unreadable"] })
})
