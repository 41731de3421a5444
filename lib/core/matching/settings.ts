/** What an administrator may change about matching; everything else is part of the model. */
export type MatchSettings = {
  /** Hours within which a phone-only and an e-mail-only lead may be one person. */
  windowHours: number
  /** Days of silence after which another name on a number suggests that it was sold again. */
  recycledDays: number
  /** Different names on one value from which it no longer decides alone. */
  sharedNamesMin: number
  /** Total bits from which an approximate match is shown to a reviewer. */
  reviewBits: number
  flagsMax: number
  /** "attach": a contradicting name joins the lead with a split item. "hold": it becomes a flagged lead of its own. */
  contradiction: "attach" | "hold"
}

export const DEFAULT_MATCH_SETTINGS: MatchSettings = {
  windowHours: 48,
  recycledDays: 90,
  sharedNamesMin: 3,
  reviewBits: 0,
  flagsMax: 3,
  contradiction: "attach",
}
