"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { DecideItem, decideItem, MergeItem, mergeItem } from "@/lib/duplicates/decide-item"
import { undoMerge } from "@/lib/duplicates/undo-merge"
import { memberAction } from "@/lib/web/action"

export const decideItemAction = memberAction
  .metadata({ name: "duplicate.decide" })
  .inputSchema(DecideItem)
  .action(async ({ ctx, parsedInput }) => {
    await decideItem(ctx, parsedInput)
    revalidatePath("/duplicates")
  })

export const mergeItemAction = memberAction
  .metadata({ name: "duplicate.merge" })
  .inputSchema(MergeItem)
  .action(async ({ ctx, parsedInput }) => {
    const outcome = await mergeItem(ctx, parsedInput)
    revalidatePath("/duplicates")
    return outcome
  })

export const undoMergeAction = memberAction
  .metadata({ name: "merge.undo" })
  .inputSchema(z.object({ mergeId: z.uuid() }))
  .action(async ({ ctx, parsedInput }) => {
    const outcome = await undoMerge(ctx, parsedInput)
    revalidatePath("/duplicates")
    return outcome
  })
