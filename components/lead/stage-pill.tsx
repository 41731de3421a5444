/** The stage's word, with a ring that fills on the way to a booking: it reads without its colour too. */
export const STAGE_NAMES: Record<string, string> = {
  new_lead: "New Lead",
  contacted: "Contacted",
  qualified: "Qualified",
  proposal: "Proposal",
  negotiation: "Negotiation",
  booked: "Booked",
  lost: "Lost",
}

/** How much of the way lies behind a lead in this stage. The two ends have marks of their own. */
const SHARES: Record<string, number> = { new_lead: 0, contacted: 0.25, qualified: 0.45, proposal: 0.65, negotiation: 0.85 }
const ENDS: Record<string, string> = { booked: "m4.4 7.2 1.9 1.9 3.4-3.9", lost: "m5 5 4 4m0-4-4 4" }
const PIE_RADIUS = 2.1
const PIE_LENGTH = 2 * Math.PI * PIE_RADIUS

export function StageDot({ stage }: { stage: string }) {
  const color = `var(--stage-${stage}, var(--ink-3))`
  const end = ENDS[stage]
  return (
    <svg aria-hidden viewBox="0 0 14 14" fill="none" className="size-3.5 shrink-0">
      <circle cx="7" cy="7" r="5.75" fill={end ? color : "none"} stroke={color} strokeWidth="1.5" />
      {end ? (
        <path d={end} stroke="var(--raised)" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
      ) : (
        <circle
          cx="7"
          cy="7"
          r={PIE_RADIUS}
          stroke={color}
          strokeWidth={PIE_RADIUS * 2}
          strokeDasharray={`${(SHARES[stage] ?? 0) * PIE_LENGTH} ${PIE_LENGTH}`}
          transform="rotate(-90 7 7)"
        />
      )}
    </svg>
  )
}

export const StagePill = ({ stage }: { stage: string }) => (
  <span className="inline-flex items-center gap-1.5 text-sm whitespace-nowrap">
    <StageDot stage={stage} />
    {STAGE_NAMES[stage] ?? stage}
  </span>
)
