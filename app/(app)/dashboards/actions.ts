"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { setGoal, SetGoal } from "@/lib/reports/money/goals"
import { importSpend, setSpend, SetSpend } from "@/lib/reports/money/spend"
import { memberAction } from "@/lib/web/action"

export const setSpendAction = memberAction
  .metadata({ name: "spend.set" })
  .inputSchema(SetSpend)
  .action(async ({ ctx, parsedInput }) => {
    await setSpend(ctx, [parsedInput])
    revalidatePath("/dashboards", "layout")
  })

export const importSpendAction = memberAction
  .metadata({ name: "spend.import" })
  .inputSchema(z.object({ csv: z.string() }))
  .action(async ({ ctx, parsedInput }) => {
    const lines = await importSpend(ctx, parsedInput.csv)
    revalidatePath("/dashboards", "layout")
    return { lines }
  })

export const setGoalAction = memberAction
  .metadata({ name: "goal.set" })
  .inputSchema(SetGoal)
  .action(async ({ ctx, parsedInput }) => {
    await setGoal(ctx, parsedInput)
    revalidatePath("/dashboards", "layout")
  })
