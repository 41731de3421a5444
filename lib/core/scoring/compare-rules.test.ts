import { expect, test } from "vitest"
import { compareRules } from "./compare-rules"
import { ScoreRules } from "./rules"

const OWN = ScoreRules.parse({})

test("equal rules have no differences", () => {
  expect(compareRules(OWN, ScoreRules.parse({}))).toEqual([])
})

test("every difference is described", () => {
  const other = ScoreRules.parse({
    valid_uae_phone: { points: 25 },
    rental_history: { enabled: false },
    responded_to_follow_up: { withinDays: 3 },
    specific_vehicle: { genericWords: [...OWN.specific_vehicle.genericWords, "wheels"] },
    high_intent_words: {
      inForms: true,
      words: { ...OWN.high_intent_words.words, arabic: OWN.high_intent_words.words.arabic.filter((word) => word !== "غدا") },
    },
    thresholds: { high: 70, nurture: 20 },
  })
  expect(compareRules(OWN, other)).toEqual([
    "Valid UAE phone: from 20 to 25 points",
    "Previous rental history: switched off",
    "Replies count within: from 7 to 3 days",
    "High priority above: from 60 to 70",
    "Nurture below: from 30 to 20",
    "Messages in forms are read too",
    "Words that name no vehicle: added wheels",
    "High-intent words in Arabic letters: removed غدا",
  ])
})
