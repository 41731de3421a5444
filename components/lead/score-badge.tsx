import { Badge } from "@/components/ui/badge"

const BANDS = {
  high: { label: "High", tone: "accent" },
  normal: { label: "Normal", tone: "neutral" },
  nurture: { label: "Nurture", tone: "neutral" },
} as const

/** The score and what it means; a lead that was never scored shows a dash. */
export const ScoreBadge = ({ score, band }: { score: number; band: keyof typeof BANDS }) => {
  const { label, tone } = BANDS[band]
  return (
    <Badge tone={score === 0 ? "neutral" : tone} title={score === 0 ? "Not scored yet" : `Score ${score}: ${label}`}>
      {score === 0 ? "–" : score}
      <span className="sr-only"> score, {label}</span>
    </Badge>
  )
}
