/** Lengths of time in milliseconds. */
export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** A duration in its two largest units: "42 min", "3 h 10 min", "2 d". */
export function sayDuration(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return hours > 0 && hours < 10 && rest > 0 ? `${hours} h ${rest} min` : sayRoughly(ms)
}

/** The same in its largest unit alone, short enough for a card. */
export function sayRoughly(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS)
  if (minutes < 1) return "less than a minute"
  if (minutes < 60) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} d`
}
