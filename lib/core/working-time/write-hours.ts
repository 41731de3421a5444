import type { Span } from "./calendar"

/** The hours of a day as typed, "09:00-12:00, 14:30-19:00". Empty is a day off. */
export const formatHours = (spans: readonly Span[]): string => spans.map(({ from, to }) => `${from}-${to}`).join(", ")

/** Reads what `formatHours` writes, and what people write: "9 - 19", "9:00–12:30". Null when it is not hours. */
export function parseHours(text: string): Span[] | null {
  const spans: Span[] = []
  for (const part of text.split(",").map((piece) => piece.trim())) {
    if (part === "") continue
    const [, from, to] = /^(\d{1,2}(?::\d{2})?)\s*[-–—]\s*(\d{1,2}(?::\d{2})?)$/.exec(part) ?? []
    const [start, end] = [clockOf(from), clockOf(to)]
    if (start === null || end === null || start >= end) return null
    spans.push({ from: start, to: end })
  }
  return spans
}

function clockOf(text: string | undefined): string | null {
  const [hours = "", minutes = "00"] = text?.split(":") ?? []
  const isClock = /^\d{1,2}$/.test(hours) && Number(minutes) < 60 && (Number(hours) < 24 || (Number(hours) === 24 && Number(minutes) === 0))
  return isClock ? `${hours.padStart(2, "0")}:${minutes}` : null
}
