import type { StageId } from "@/lib/core/lead-states"

/**
 * What a lead must have before it may enter a stage. One guard (`missingFor`) serves every path a move can come by:
 * drag, menu, bulk, API, import and CRM write-back. The answer is the list of what is missing, so that a screen can
 * ask for exactly that and nothing else.
 */
export type StageRequirements = {
  /** Names of lead fields that must be filled. */
  fields?: string[]
  /** At least this many outbound contact attempts. */
  contactAttempts?: number
  /** A booking in the ERP, or a booking reference given with the move. */
  booking?: boolean
  /** Why it ends here. */
  reason?: boolean
}

export type StageFacts = {
  fields: Readonly<Record<string, string | null | undefined>>
  contactAttempts: number
  hasBooking: boolean
  reason: string | null
}

/** Names of what is missing: lead fields, `contactAttempts`, `booking`, `reason`. Empty means the gate is open. */
export const missingFor = (requirements: StageRequirements, facts: StageFacts): string[] => {
  const missing = (requirements.fields ?? []).filter((field) => !facts.fields[field]?.trim())
  if (facts.contactAttempts < (requirements.contactAttempts ?? 0)) missing.push("contactAttempts")
  if (requirements.booking && !facts.hasBooking) missing.push("booking")
  if (requirements.reason && !facts.reason?.trim()) missing.push("reason")
  return missing
}

export const FIRST_STAGE: StageId = "new_lead"
