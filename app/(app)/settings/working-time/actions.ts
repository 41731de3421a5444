"use server"

import { refresh } from "next/cache"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import { ResponseTargets } from "@/lib/core/queue/targets"
import { RESPONSE_TARGETS } from "@/lib/followups/response-targets-setting"
import { changeWorkingTime } from "@/lib/reports/sums/change-rules"
import { writeSetting } from "@/lib/platform/setting"
import { memberAction } from "@/lib/web/action"

export const saveWorkingTimeAction = memberAction
  .metadata({ name: "setting.working_time" })
  .inputSchema(WorkingTime)
  .action(async ({ ctx, parsedInput }) => {
    await changeWorkingTime(ctx, parsedInput)
    refresh()
  })

export const saveTargetsAction = memberAction
  .metadata({ name: "setting.response_targets" })
  .inputSchema(ResponseTargets)
  .action(async ({ ctx, parsedInput }) => {
    await writeSetting(ctx, RESPONSE_TARGETS, parsedInput)
    refresh()
  })
