import { STAGE_NAMES } from "@/components/lead/stage-pill"

const TITLES: Record<string, string> = {
  leads: "New leads",
  reached_booked: "Leads that were booked",
  lost: "Leads that were lost",
  asked: "Leads that asked something",
  answered: "Leads that were answered",
  answered_in_sla: "Leads answered in time",
  late: "Leads answered late or overdue",
  waiting: "Leads waiting within their target",
  settled: "Leads moved on before a reply was due",
  not_booked: "Leads not booked",
  bookings: "Leads with a booking made",
  revenue: "Leads with revenue",
  open: "Open leads",
  questioned: "Leads a reviewer was asked about",
  absorbed: "Leads that others were merged into",
  merges: "Leads merged in the period",
  channel_path: "Leads that came to a booking this way",
  source_path: "Leads that came to a booking this way",
  foreign_bookings: "Leads with a booking in another currency",
}

const stageName = (stage: string): string => STAGE_NAMES[stage] ?? stage

/** What a list of leads behind a number is called. */
export function titleOfMetric(metric: string): string {
  const known = TITLES[metric]
  if (known) return known
  if (metric.startsWith("reached_")) return `Leads that came to ${stageName(metric.slice(8))} or further`
  if (metric.startsWith("entered_")) return `Leads moved into ${stageName(metric.slice(8))}`
  if (metric.startsWith("open_")) return `Open leads in ${stageName(metric.slice(5))}`
  if (metric.startsWith("advanced_")) return `Leads that went on from ${stageName(metric.slice(9))}`
  if (metric.startsWith("left_")) return `Leads that left ${stageName(metric.slice(5))}`
  return "Leads that brought bookings"
}
