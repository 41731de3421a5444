import { z } from "zod"

/** What an admin may change about matching; everything else is part of the model. */
export const MatchSettings = z.object({
  /** Hours within which a phone-only and an e-mail-only lead may be one person. */
  windowHours: z.number().int().min(1).max(336).default(48),
  /** Days of silence after which another name on a number suggests that it was resold. */
  recycledDays: z.number().int().min(30).max(3650).default(90),
  /** From so many different names on, a value no longer decides alone. */
  sharedNamesMin: z.number().int().min(2).max(8).default(3),
  /** Total bits from which an approximate match goes to review. */
  reviewBits: z.number().min(-10).max(20).default(0),
  flagsMax: z.number().int().min(1).max(5).default(3),
  /** "attach": a contradicting name joins the lead with a split item. "hold": it becomes a flagged lead of its own. */
  contradiction: z.enum(["attach", "hold"]).default("attach"),
})
export type MatchSettings = z.infer<typeof MatchSettings>

export const DEFAULT_MATCH_SETTINGS: MatchSettings = MatchSettings.parse({})
