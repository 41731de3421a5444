"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { DecideItem, decideItem, MergeItem, mergeItem } from "@/lib/duplicates/review/decide-item"
import { MergeSafest, mergeSafest } from "@/lib/duplicates/review/merge-safest"
import { openItem } from "@/lib/duplicates/review/open-item"
import { listSafest } from "@/lib/duplicates/items/queries"
import { reopenItem } from "@/lib/duplicates/items/reopen-item"
import { SplitLead, splitLead } from "@/lib/duplicates/split/split-lead"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { undoSplit } from "@/lib/duplicates/split/undo-split"
import { ListTouchpoints, listTouchpoints } from "@/lib/leads/list-touchpoints"
import { memberAction } from "@/lib/web/action"

/** Screens that show questions or what was merged. */
function showAgain() {
  revalidatePath("/duplicates")
  revalidatePath("/leads/[id]", "page")
}

/** Claims the item for its viewer, and reads everything about it. */
export const openItemAction = memberAction
  .metadata({ name: "duplicate.open" })
  .inputSchema(z.object({ itemId: z.uuid() }))
  .action(async ({ ctx, parsedInput }) => await openItem(ctx, parsedInput))

export const readTouchesAction = memberAction
  .metadata({ name: "duplicate.touches" })
  .inputSchema(ListTouchpoints)
  .action(async ({ ctx, parsedInput }) => await listTouchpoints(ctx, parsedInput))

export const decideItemAction = memberAction
  .metadata({ name: "duplicate.decide" })
  .inputSchema(DecideItem)
  .action(async ({ ctx, parsedInput }) => {
    await decideItem(ctx, parsedInput)
    showAgain()
  })

export const reopenItemAction = memberAction
  .metadata({ name: "duplicate.reopen" })
  .inputSchema(z.object({ itemId: z.uuid() }))
  .action(async ({ ctx, parsedInput }) => {
    await reopenItem(ctx, parsedInput)
    showAgain()
  })

export const mergeItemAction = memberAction
  .metadata({ name: "duplicate.merge" })
  .inputSchema(MergeItem)
  .action(async ({ ctx, parsedInput }) => {
    const outcome = await mergeItem(ctx, parsedInput)
    showAgain()
    return outcome
  })

export const undoMergeAction = memberAction
  .metadata({ name: "merge.undo" })
  .inputSchema(z.object({ mergeId: z.uuid() }))
  .action(async ({ ctx, parsedInput }) => {
    const { kept } = await undoMerge(ctx, parsedInput)
    showAgain()
    return { kept }
  })

export const splitLeadAction = memberAction
  .metadata({ name: "duplicate.split" })
  .inputSchema(SplitLead)
  .action(async ({ ctx, parsedInput }) => {
    const outcome = await splitLead(ctx, parsedInput)
    showAgain()
    return outcome
  })

export const undoSplitAction = memberAction
  .metadata({ name: "split.undo" })
  .inputSchema(z.object({ splitId: z.uuid() }))
  .action(async ({ ctx, parsedInput }) => {
    const { kept } = await undoSplit(ctx, parsedInput)
    showAgain()
    return { kept }
  })

export const listSafestAction = memberAction.metadata({ name: "duplicate.safest" }).action(async ({ ctx }) => await listSafest(ctx))

export const mergeSafestAction = memberAction
  .metadata({ name: "duplicate.mergeSafest" })
  .inputSchema(MergeSafest)
  .action(async ({ ctx, parsedInput }) => {
    const outcomes = await mergeSafest(ctx, parsedInput)
    showAgain()
    return outcomes
  })
