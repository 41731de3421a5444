import { expect, test } from "vitest"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import { isWorking } from "@/lib/core/working-time/working-time"
import { ownCalendar, type WorkingHours } from "./working-hours"

test("a person's own week holds in the zone and on the holidays of the team", () => {
  const team = WorkingTime.parse({ holidays: [{ day: "2026-03-09", name: "A holiday" }] })
  const sundays: WorkingHours = [
    [[600, 1080]],
    [
      [0, 60],
      [1320, 1440],
    ],
    [],
    [],
    [],
    [],
    [],
  ]
  const own = ownCalendar(team, sundays)
  const at = (text: string) => isWorking(own, new Date(`${text}:00+04:00`))
  expect(at("2026-03-01T10:00")).toBe(true)
  expect(at("2026-03-01T18:00")).toBe(false)
  expect(at("2026-03-02T00:30")).toBe(true)
  expect(at("2026-03-02T23:59")).toBe(true)
  expect(at("2026-03-02T12:00")).toBe(false)
  expect(at("2026-03-09T00:30")).toBe(false)
})
