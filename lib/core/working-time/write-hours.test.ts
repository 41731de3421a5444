import { expect, test } from "vitest"
import { formatHours, parseHours } from "./write-hours"

test.each([
  ["09:00-19:00", "09:00-19:00"],
  ["9 - 12, 14:30–19", "09:00-12:00, 14:30-19:00"],
  ["20:00-24:00", "20:00-24:00"],
  ["", ""],
])("%s is read as %s", (typed, read) => expect(formatHours(parseHours(typed) ?? [])).toBe(read))

test.each(["nine to five", "19:00-09:00", "09:00", "25-26", "9-9:75"])("%s is not hours", (typed) => expect(parseHours(typed)).toBeNull())
