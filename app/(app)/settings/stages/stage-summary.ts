import { FIELD_LABELS } from "@/components/lead/field-labels"
import type { StageDefinition } from "@/lib/core/stages"

/** What a stage asks for, in one line. */
export function stageSummary({ requirements, checklist }: Pick<StageDefinition, "requirements" | "checklist">): string {
  const required = checklist.filter((item) => item.required).length
  const advice = checklist.length - required
  const attempts = requirements.contactAttempts ?? 0
  const parts = [
    ...(requirements.booking ? ["a booking"] : []),
    ...(requirements.reason ? ["a reason"] : []),
    ...(requirements.fields ?? []).map((field) => (FIELD_LABELS[field] ?? field).toLowerCase()),
    ...(attempts > 0 ? [`${attempts} contact ${attempts === 1 ? "attempt" : "attempts"}`] : []),
    ...(requirements.reached ? ["a contact that reached the person"] : []),
    ...(required > 0 ? [`${required} checklist ${required === 1 ? "item" : "items"}`] : []),
  ]
  const asked = parts.join(", ")
  const said = asked ? asked[0]?.toUpperCase() + asked.slice(1) : "Nothing"
  return advice > 0 ? `${said} (${advice} more as advice)` : said
}
