"use server"

import { refresh } from "next/cache"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import { changeWorkingTime } from "@/lib/reports/sums/change-rules"
import { memberAction } from "@/lib/web/action"

export const saveWorkingTimeAction = memberAction
  .metadata({ name: "setting.working_time" })
  .inputSchema(WorkingTime)
  .action(async ({ ctx, parsedInput }) => {
    await changeWorkingTime(ctx, parsedInput)
    refresh()
  })
