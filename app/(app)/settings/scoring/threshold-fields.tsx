import type { ScoreRules } from "@/lib/core/scoring/rules"
import { NumberInput } from "./rule-fields"

type Thresholds = ScoreRules["thresholds"]

/** Where nurture ends and high priority begins, as a scale and as two numbers. */
export function ThresholdFields({ thresholds, onChange }: { thresholds: Thresholds; onChange: (thresholds: Thresholds) => void }) {
  const { high, nurture } = thresholds
  const [low, mid] = [nurture || 0, Math.max(0, (high || 0) - (nurture || 0))]
  return (
    <div className="grid gap-3 rounded-lg border border-line bg-raised p-3">
      <div aria-hidden className="flex h-5 overflow-hidden rounded-md text-2xs leading-5">
        {[
          { width: low, name: "nurture", look: "bg-hover text-ink-2" },
          { width: mid, name: "normal", look: "bg-sunken text-ink-2" },
          { width: 100 - low - mid, name: "high priority", look: "bg-band-high-soft font-medium text-band-high" },
        ].map(({ width, name, look }) => (
          <span key={name} className={`truncate px-1.5 ${look}`} style={{ width: `${Math.max(0, width)}%` }}>
            {width > 10 ? name : ""}
          </span>
        ))}
      </div>
      <div className="flex flex-wrap gap-x-6 gap-y-2 text-sm text-ink-2">
        <span className="inline-flex items-center gap-2">
          Nurture below
          <NumberInput label="Nurture below" value={nurture} onChange={(value) => onChange({ ...thresholds, nurture: value })} />
        </span>
        <span className="inline-flex items-center gap-2">
          High priority above
          <NumberInput label="High priority above" value={high} onChange={(value) => onChange({ ...thresholds, high: value })} />
        </span>
      </div>
    </div>
  )
}
