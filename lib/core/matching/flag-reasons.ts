/** Why a pair or a lead goes to review. One list for the matcher, the column and every text about it. */
export const FLAG_REASONS = [
  "linked_by_event",
  "name_contradicts",
  "number_recycled",
  "similar_phone",
  "similar_email",
  "same_digits",
  "country_guessed",
  "typo_domain",
  "email_spacing",
  "time_window",
  "same_fixed_line",
  "same_role_mailbox",
] as const
export type FlagReason = (typeof FLAG_REASONS)[number]

/** `split_apart`: not an item for review; it records that a reviewer split these two, so that the pair is never raised again. */
export const DUPLICATE_REASONS = [...FLAG_REASONS, "split_apart"] as const
export type DuplicateReason = (typeof DUPLICATE_REASONS)[number]
