import { z } from "zod"
import type { Band } from "@/lib/core/lead-states"
import { IntentWords } from "@/lib/core/scoring/intent"
import { GENERIC_VEHICLES } from "@/lib/core/scoring/vehicle"

/**
 * Score rules. The score says how likely a lead is to rent, from facts only: each rule that holds gives its points, the
 * sum is capped to 0–100, above one threshold a lead is high priority and below the other it is nurtured. The rules are
 * data; an admin changes points, thresholds and words, and every lead is rescored.
 */
export const SCORE_RULE_IDS = [
  "valid_uae_phone",
  "responded_to_follow_up",
  "specific_vehicle",
  "rental_history",
  "multiple_channels",
  "high_intent_words",
] as const
export type ScoreRuleId = (typeof SCORE_RULE_IDS)[number]

const Phrases = z.array(z.string().trim().min(1).max(60)).max(500)

const worth = (points: number) => ({
  enabled: z.boolean().default(true),
  /** Points when the rule holds. */
  points: z.number().int().min(0).max(100).default(points),
})

export const ScoreRules = z
  .object({
    valid_uae_phone: z.object(worth(20)).prefault({}),
    responded_to_follow_up: z.object({ ...worth(15), withinDays: z.number().int().min(1).max(90).default(7) }).prefault({}),
    specific_vehicle: z.object({ ...worth(15), genericWords: Phrases.default([...GENERIC_VEHICLES]) }).prefault({}),
    rental_history: z.object(worth(25)).prefault({}),
    multiple_channels: z.object(worth(10)).prefault({}),
    high_intent_words: z
      .object({
        ...worth(15),
        /** Also read what people write into forms; chats and WhatsApp are always read. */
        inForms: z.boolean().default(false),
        words: IntentWords.prefault({}),
      })
      .prefault({}),
    thresholds: z
      .object({
        /** A score above it is high priority. */
        high: z.number().int().min(0).max(100).default(60),
        /** A score below it is nurtured. */
        nurture: z.number().int().min(0).max(100).default(30),
      })
      .refine(({ high, nurture }) => nurture <= high, { path: ["nurture"], error: "Nurture must not begin above high priority." })
      .prefault({}),
  })
  .meta({ id: "ScoreRules" })
export type ScoreRules = z.infer<typeof ScoreRules>

export const RULE_TITLES: Record<ScoreRuleId, string> = {
  valid_uae_phone: "Valid UAE phone",
  responded_to_follow_up: "Responded to follow-up",
  specific_vehicle: "Requested a specific vehicle",
  rental_history: "Previous rental history",
  multiple_channels: "Contacted through more than one channel",
  high_intent_words: "High-intent words in chat",
}

export const bandOf = (score: number, { high, nurture }: ScoreRules["thresholds"]): Band =>
  score > high ? "high" : score < nurture ? "nurture" : "normal"
