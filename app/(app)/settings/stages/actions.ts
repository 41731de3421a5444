"use server"

import { refresh } from "next/cache"
import { replanStage } from "@/lib/followups/tasks/replan-stage"
import { PreviewStage, previewStage } from "@/lib/pipeline/stages/preview-stage"
import { SaveLostReasons, saveLostReasons } from "@/lib/pipeline/stages/save-lost-reasons"
import { RestoreStage, restoreStage, SaveStage, saveStage } from "@/lib/pipeline/stages/save-stage"
import { memberAction } from "@/lib/web/action"

export const previewStageAction = memberAction
  .metadata({ name: "stage.preview" })
  .inputSchema(PreviewStage)
  .action(({ ctx, parsedInput }) => previewStage(ctx, parsedInput))

export const saveStageAction = memberAction
  .metadata({ name: "stage.save" })
  .inputSchema(SaveStage)
  .action(async ({ ctx, parsedInput }) => {
    await saveStage(ctx, parsedInput, replanStage)
    refresh()
  })

export const restoreStageAction = memberAction
  .metadata({ name: "stage.restore" })
  .inputSchema(RestoreStage)
  .action(async ({ ctx, parsedInput }) => {
    await restoreStage(ctx, parsedInput, replanStage)
    refresh()
  })

export const saveLostReasonsAction = memberAction
  .metadata({ name: "lost_reasons.save" })
  .inputSchema(SaveLostReasons)
  .action(async ({ ctx, parsedInput }) => {
    await saveLostReasons(ctx, parsedInput)
    refresh()
  })
