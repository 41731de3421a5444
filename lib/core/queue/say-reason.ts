import type { QueueReason } from "./order"

/** A duration in its two largest units: "42 min", "3 h 10 min", "2 d". */
export function sayDuration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  if (minutes < 1) return "less than a minute"
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 10) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`
}

/** Why a lead is in the queue, in one line. */
export function sayReason({ kind, at, isLate, title }: Pick<QueueReason, "kind" | "isLate" | "title"> & { at: string }, now: Date): string {
  const until = Date.parse(at) - now.getTime()
  const away = sayDuration(Math.abs(until))
  if (kind === "window") return until > 0 ? `WhatsApp window closes in ${away}` : "WhatsApp window has closed"
  if (kind === "missed_call") return `Missed call ${away} ago`
  if (kind === "unanswered") return `Waiting ${away} for a reply`
  if (kind === "new_lead") return `New lead, arrived ${away} ago`
  if (kind === "first_response") return until > 0 && !isLate ? `New lead: reply due in ${away}` : `New lead: reply ${away} overdue`
  return until > 0 ? `${title ?? "Task"}, due in ${away}` : `${title ?? "Task"}, ${away} overdue`
}
