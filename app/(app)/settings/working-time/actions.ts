"use server"

import { refresh } from "next/cache"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import { ResponseTargets } from "@/lib/core/queue/targets"
import { WORKING_TIME } from "@/lib/team/working-time-setting"
import { RESPONSE_TARGETS } from "@/lib/followups/response-targets-setting"
import { countAllAnew } from "@/lib/reports/count-all-anew"
import { writeSetting } from "@/lib/settings/setting"
import { memberAction } from "@/lib/web/action"

export const saveWorkingTimeAction = memberAction
  .metadata({ name: "setting.working_time" })
  .inputSchema(WorkingTime)
  .action(async ({ ctx, parsedInput }) => {
    await writeSetting(ctx, WORKING_TIME, parsedInput)
    await countAllAnew(ctx)
    refresh()
  })

export const saveTargetsAction = memberAction
  .metadata({ name: "setting.response_targets" })
  .inputSchema(ResponseTargets)
  .action(async ({ ctx, parsedInput }) => {
    await writeSetting(ctx, RESPONSE_TARGETS, parsedInput)
    refresh()
  })
