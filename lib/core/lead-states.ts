/**
 * What a lead row represents. `lead` is on the board. `unidentified` is a conversation without a contact detail and
 * `customer` a person known from bookings only: both are searchable, and off the board until the person writes or
 * calls.
 */
export const LEAD_KINDS = ["lead", "unidentified", "customer"] as const
export type LeadKind = (typeof LEAD_KINDS)[number]

/**
 * A merged lead is kept as a forwarding address: `merged_into` is its survivor. A removed lead came from an import that
 * was reverted, or was erased for privacy; only its id is left, so that references to it still resolve.
 */
export const LEAD_STATES = ["active", "merged", "removed"] as const

export const IDENTITY_STRENGTHS = ["personal", "shared", "weak"] as const
/**
 * `personal` decides alone. `shared` is a role mailbox, a switchboard or a family's number: evidence, never a decision.
 * `weak` is known but useless for identity (a number that is already personal to another lead).
 */
export type IdentityStrength = (typeof IDENTITY_STRENGTHS)[number]

export const BANDS = ["high", "normal", "nurture"] as const
export type Band = (typeof BANDS)[number]

export const STAGE_IDS = ["new_lead", "contacted", "qualified", "proposal", "negotiation", "booked", "lost"] as const
export type StageId = (typeof STAGE_IDS)[number]

export const ROLES = ["agent", "senior_agent", "manager", "reviewer", "admin"] as const
export type Role = (typeof ROLES)[number]
