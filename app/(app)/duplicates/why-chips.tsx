import { Badge } from "@/components/ui/badge"
import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import { featureText, levelText } from "@/components/review/reasons"

const SHOWN_MAX = 4

/** What weighs most, for and against, at a glance; the evidence below has all of it with its numbers. */
export function WhyChips({ evidence }: Pick<DuplicateView, "evidence">) {
  const heaviest = evidence
    .filter(({ feature, bits }) => feature !== "prior" && feature !== "time" && bits !== 0)
    .toSorted((a, b) => Math.abs(b.bits) - Math.abs(a.bits))
    .slice(0, SHOWN_MAX)
  if (heaviest.length === 0) return null
  return (
    <ul aria-label="Why" className="flex flex-wrap gap-1.5">
      {heaviest.map((part, at) => (
        <li key={`${part.feature}:${part.level}:${at}`}>
          <Badge tone={part.bits > 0 ? "ok" : "danger"}>
            <span aria-hidden>{part.bits > 0 ? "+" : "−"}</span>
            <span className="sr-only">{part.bits > 0 ? "For one person: " : "Against: "}</span>
            {featureText(part.feature)} {levelText(part)}
          </Badge>
        </li>
      ))}
    </ul>
  )
}
