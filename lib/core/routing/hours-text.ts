import type { WorkingHours } from "./working-hours"

/** The spans of one day as typed, "09:00-13:00, 14:00-18:00"; null when they cannot be read. */
export function readSpans(text: string): WorkingHours[number] | null {
  const spans: WorkingHours[number] = []
  for (const part of text.split(/[,;]/).map((one) => one.trim())) {
    if (part === "") continue
    const [, fromHour, fromMinute = "0", toHour, toMinute = "0"] =
      /^(\d{1,2})(?::(\d{2}))?\s*[-–—]\s*(\d{1,2})(?::(\d{2}))?$/.exec(part) ?? []
    const from = Number(fromHour) * 60 + Number(fromMinute)
    const to = Number(toHour) * 60 + Number(toMinute)
    if (!(from >= 0 && from < to && to <= 1440) || Number(fromMinute) > 59 || Number(toMinute) > 59) return null
    spans.push([from, to])
  }
  return spans.toSorted(([a], [b]) => a - b)
}

export const writeSpans = (spans: WorkingHours[number]): string => spans.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(", ")

/** "09:05", of minutes since midnight. */
export const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`
