/** The stage's colour as a dot beside its word. */
export const STAGE_NAMES: Record<string, string> = {
  new_lead: "New Lead",
  contacted: "Contacted",
  qualified: "Qualified",
  proposal: "Proposal",
  negotiation: "Negotiation",
  booked: "Booked",
  lost: "Lost",
}

export const StageDot = ({ stage }: { stage: string }) => (
  <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ background: `var(--stage-${stage})` }} />
)

export const StagePill = ({ stage }: { stage: string }) => (
  <span className="inline-flex items-center gap-1.5 text-sm whitespace-nowrap">
    <StageDot stage={stage} />
    {STAGE_NAMES[stage] ?? stage}
  </span>
)
