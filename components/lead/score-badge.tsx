import { cx } from "@/components/ui/class-names"

/** Bars and weight say the band; the colour repeats it. */
const BANDS = {
  high: { label: "high priority", bars: 3, look: "bg-band-high-soft text-band-high font-semibold" },
  normal: { label: "normal", bars: 2, look: "text-band-normal" },
  nurture: { label: "nurture", bars: 1, look: "text-band-nurture" },
} as const

/** The score and what it means. */
export function ScoreBadge({ score, band }: { score: number; band: keyof typeof BANDS }) {
  const { label, bars, look } = BANDS[band]
  return (
    <span
      title={`Score ${score}: ${label}`}
      className={cx("inline-flex h-5 items-center gap-1 rounded px-1.5 text-xs whitespace-nowrap", look)}
    >
      <Bars filled={bars} />
      <span className="sr-only">Score </span>
      {score}
      <span className="sr-only">, {label}</span>
    </span>
  )
}

const Bars = ({ filled }: { filled: number }) => (
  <svg aria-hidden viewBox="0 0 11 10" className="h-2.5 w-[0.6875rem] shrink-0">
    {[0, 1, 2].map((bar) => (
      <rect
        key={bar}
        x={bar * 4}
        y={6 - bar * 3}
        width="3"
        height={4 + bar * 3}
        rx="0.75"
        fill="currentColor"
        opacity={bar < filled ? 1 : 0.28}
      />
    ))}
  </svg>
)
