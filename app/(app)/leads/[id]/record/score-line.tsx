const WIDTH = 72
const HEIGHT = 16

/** A score over time as steps: it stays what it is until something happens. The list beside it says the same in words. */
export function ScoreLine({ points }: { points: readonly { at: string; score: number }[] }) {
  const first = Date.parse(points[0]?.at ?? "")
  const span = Math.max(1, Date.parse(points.at(-1)?.at ?? "") - first)
  const steps = points.map(({ at, score }) => ({
    x: ((Date.parse(at) - first) / span) * (WIDTH - 6),
    y: HEIGHT - 1.5 - (score / 100) * (HEIGHT - 3),
  }))
  const path = steps.map(({ x, y }, at) => (at === 0 ? `M0 ${y}` : `H${x.toFixed(1)}V${y.toFixed(1)}`)).join("")
  return (
    <svg aria-hidden viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-4 w-18 shrink-0 text-accent">
      <path d={`${path}H${WIDTH}`} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  )
}
