/** Trace of one event, as the trace page shows it. */
export type TraceTone = "ok" | "accent" | "warn" | "danger" | "neutral"

export type TraceFact = { label: string; value: string; href?: string; isCode?: boolean }

export type TraceCall = {
  id: string
  at: string
  operation: string
  status: number | null
  problem: string | null
  durationMs: number
  correlationId: string | null
}

type TraceValue = { field: string; ours: string; theirs: string; isSame: boolean }

export type TraceStep = {
  key: string
  /** Null where it has not happened, or its time is unknown. */
  at: string | null
  title: string
  tone: TraceTone
  facts: TraceFact[]
  calls?: TraceCall[]
  values?: TraceValue[]
}

/** What became of it for one lead. */
export type LeadTrace = {
  leadId: string
  name: string | null
  /** Leads that were merged into this one since. */
  mergedFrom: string[]
  steps: TraceStep[]
}

export type Trace = {
  id: string
  title: string
  /** What the trace began with: a delivery, a change in the CRM, or a piece of sync work. */
  kind: "event" | "change" | "work"
  receipt: string | null
  origin: TraceStep[]
  leadTrace: LeadTrace | null
  /** The other leads that it concerned. */
  others: { leadId: string; name: string | null }[]
}
