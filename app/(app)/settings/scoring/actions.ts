"use server"

import { refresh } from "next/cache"
import { BackTestRules, backTestRules } from "@/lib/scoring/back-test"
import { SaveScoreRules, saveScoreRules } from "@/lib/scoring/save-score-rules"
import { memberAction, once } from "@/lib/web/action"

export const backTestAction = memberAction
  .metadata({ name: "score_rules.back_test" })
  .inputSchema(BackTestRules)
  .action(({ ctx, parsedInput }) => backTestRules(ctx, parsedInput))

export const saveScoreRulesAction = memberAction
  .metadata({ name: "score_rules.save" })
  .inputSchema(SaveScoreRules)
  .action(async ({ ctx, parsedInput }) => {
    const saved = await once(ctx, () => saveScoreRules(ctx, parsedInput))
    refresh()
    return saved
  })
