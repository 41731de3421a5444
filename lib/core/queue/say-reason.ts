import { sayDuration } from "@/lib/core/time"
import type { QueueReason } from "./order"

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
