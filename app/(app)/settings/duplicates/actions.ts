"use server"

import { revalidatePath } from "next/cache"
import { MatchSettings } from "@/lib/core/matching/settings"
import { MATCH_SETTINGS } from "@/lib/matching/load-candidate-index"
import { startScan } from "@/lib/matching/start-scan"
import { writeSetting } from "@/lib/platform/settings/setting"
import { memberAction } from "@/lib/web/action"

export const saveMatchSettingsAction = memberAction
  .metadata({ name: "settings.matching" })
  .inputSchema(MatchSettings)
  .action(async ({ ctx, parsedInput }) => {
    await writeSetting(ctx, MATCH_SETTINGS, parsedInput)
    revalidatePath("/settings/duplicates")
  })

export const startScanAction = memberAction.metadata({ name: "matching.scan" }).action(async ({ ctx }) => {
  await startScan(ctx)
  revalidatePath("/settings/duplicates")
})
