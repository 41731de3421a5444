/** What an outgoing webhook may tell of. The names are public and stable. */
export const HOOK_EVENTS = {
  "lead.created": "A person is new here",
  "lead.updated": "Something of a lead changed, or something was said",
  "lead.merged": "A lead was merged into another one",
  "lead.unmerged": "A merge was undone",
  "lead.stage_changed": "A lead entered a stage",
  "lead.assigned": "A lead has another owner, or none",
  "lead.score_changed": "A lead's score changed",
  "lead.booked": "A lead entered the stage Booked",
  "lead.lost": "A lead entered the stage Lost",
  "lead.erased": "A lead is gone: the person was erased, or an import was undone",
  "duplicate.flagged": "Two leads may be one person, and a reviewer is asked",
  "task.due": "A task is due",
  "consent.changed": "A person gave or withdrew a consent",
} as const

export type HookEventType = keyof typeof HOOK_EVENTS
export const HOOK_EVENT_TYPES = Object.keys(HOOK_EVENTS) as [HookEventType, ...HookEventType[]]

/** What an event says beside its lead: ids and codes, nothing personal. */
export type HookFacts = {
  stage?: string
  score?: { before: number; after: number }
  /** The lead that the merged one is part of now. */
  mergedInto?: string
  duplicate?: { id: string; otherLeadId: string | null; reason: string }
  task?: { id: string; assigneeId: string | null }
  consents?: { purpose: string; given: boolean }[]
}

/** The lead of samples and tests: nobody. */
export const SAMPLE_LEAD_ID = "00000000-0000-7000-8000-000000000000"
