"use server"

import { refresh } from "next/cache"
import { NurtureSettings } from "@/lib/core/nurture/quiet-hours"
import { DryRunSequence, dryRunSequence } from "@/lib/nurture/sending/dry-run"
import { StartEnrolWaiting, startEnrolWaiting } from "@/lib/nurture/enrolment/enrol-waiting"
import { EnableSequence, enableSequence, SaveSequence, saveSequence } from "@/lib/nurture/sequences/save-sequence"
import { configuredSenders } from "@/lib/nurture/sending/senders"
import { NURTURE_SETTINGS } from "@/lib/nurture/sequences/settings"
import { writeSetting } from "@/lib/platform/settings/setting"
import { memberAction, once } from "@/lib/web/action"

export const saveSequenceAction = memberAction
  .metadata({ name: "nurture.save" })
  .inputSchema(SaveSequence)
  .action(async ({ ctx, parsedInput }) => {
    const saved = await once(ctx, () => saveSequence(ctx, parsedInput))
    refresh()
    return saved
  })

export const enableSequenceAction = memberAction
  .metadata({ name: "nurture.enable" })
  .inputSchema(EnableSequence)
  .action(async ({ ctx, parsedInput }) => {
    const outcome = await enableSequence(ctx, parsedInput)
    refresh()
    return outcome
  })

export const enrolWaitingAction = memberAction
  .metadata({ name: "nurture.enrol_waiting" })
  .inputSchema(StartEnrolWaiting)
  .action(async ({ ctx, parsedInput }) => {
    await startEnrolWaiting(ctx, parsedInput)
  })

export const dryRunAction = memberAction
  .metadata({ name: "nurture.dry_run" })
  .inputSchema(DryRunSequence)
  .action(({ ctx, parsedInput }) => dryRunSequence(ctx, parsedInput, configuredSenders()))

export const saveNurtureSettingsAction = memberAction
  .metadata({ name: "nurture.settings" })
  .inputSchema(NurtureSettings)
  .action(async ({ ctx, parsedInput }) => {
    await writeSetting(ctx, NURTURE_SETTINGS, parsedInput)
    refresh()
  })
