"use server"

import { refresh } from "next/cache"
import { ResponseTargets } from "@/lib/core/response/targets"
import { changeResponseTargets } from "@/lib/reports/sums/change-rules"
import { memberAction } from "@/lib/web/action"

export const saveTargetsAction = memberAction
  .metadata({ name: "setting.response_targets" })
  .inputSchema(ResponseTargets)
  .action(async ({ ctx, parsedInput }) => {
    await changeResponseTargets(ctx, parsedInput)
    refresh()
  })
