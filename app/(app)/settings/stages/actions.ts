"use server"

import { refresh } from "next/cache"
import { replanStage } from "@/lib/followups/tasks/replan-stage"
import { ApplyDefaults, applyDefaults, declineDefaults, previewDefaults } from "@/lib/pipeline/stages/adopt-defaults"
import { PreviewStage, previewStage } from "@/lib/pipeline/stages/preview-stage"
import { SaveLostReasons, saveLostReasons } from "@/lib/pipeline/stages/save-lost-reasons"
import { RestoreStage, restoreStage, SaveStage, saveStage } from "@/lib/pipeline/stages/save-stage"
import { memberAction } from "@/lib/web/action"

export const previewStageAction = memberAction
  .metadata({ name: "stage.preview" })
  .inputSchema(PreviewStage)
  .action(({ ctx, parsedInput }) => previewStage(ctx, parsedInput))

export const previewDefaultsAction = memberAction.metadata({ name: "stage.preview_defaults" }).action(({ ctx }) => previewDefaults(ctx))

export const applyDefaultsAction = memberAction
  .metadata({ name: "stage.apply_defaults" })
  .inputSchema(ApplyDefaults)
  .action(async ({ ctx, parsedInput }) => {
    await applyDefaults(ctx, parsedInput)
    refresh()
  })

export const declineDefaultsAction = memberAction.metadata({ name: "stage.decline_defaults" }).action(async ({ ctx }) => {
  await declineDefaults(ctx)
  refresh()
})

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
