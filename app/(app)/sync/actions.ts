"use server"

import { refresh } from "next/cache"
import { z } from "zod"
import { RepairOne, repairOne } from "@/lib/sync/compare/repair-differences"
import { StartLoad, startLoad, SteerLoad, steerLoad } from "@/lib/sync/load/steer-load"
import { compareNow, CompareNow } from "@/lib/sync/jobs"
import { provisionNow, ReplayPushes, replayPushes, SendAgain, sendAgain, SwitchSync, switchSync } from "@/lib/sync/manage-sync"
import { RetryWithheld, retryWithheld } from "@/lib/sync/outbox/retry-withheld"
import { SettleConflict, settleConflict } from "@/lib/sync/reconcile/settle-conflict"
import { memberAction, once } from "@/lib/web/action"

export const switchSyncAction = memberAction
  .metadata({ name: "sync.switch" })
  .inputSchema(SwitchSync)
  .action(async ({ ctx, parsedInput }) => {
    await switchSync(ctx, parsedInput)
    refresh()
    if (parsedInput.isDisconnected === false) return "Connected. Everything is compared, and what differs is set right."
    return parsedInput.isPaused ? "Paused. Changes are noted and sent later." : "Going on."
  })

export const replayPushesAction = memberAction
  .metadata({ name: "sync.replay" })
  .inputSchema(ReplayPushes)
  .action(async ({ ctx, parsedInput }) => {
    const count = await replayPushes(ctx, parsedInput)
    refresh()
    return `${count} will be tried again now.`
  })

export const compareNowAction = memberAction
  .metadata({ name: "sync.compare" })
  .inputSchema(CompareNow)
  .action(async ({ ctx, parsedInput }) => {
    await compareNow(ctx, parsedInput)
    return parsedInput.repair ? "Comparing and healing; the list follows." : "Comparing; nothing is changed by it."
  })

export const provisionNowAction = memberAction
  .metadata({ name: "sync.provision" })
  .inputSchema(z.object({}))
  .action(async ({ ctx }) => {
    await provisionNow(ctx)
    return "What is missing over there is being made."
  })

export const sendAgainAction = memberAction
  .metadata({ name: "sync.send_again" })
  .inputSchema(SendAgain)
  .action(async ({ ctx, parsedInput }) => {
    await sendAgain(ctx, parsedInput)
    refresh()
    return "It will be sent again."
  })

export const retryWithheldAction = memberAction
  .metadata({ name: "sync.retry_withheld" })
  .inputSchema(RetryWithheld)
  .action(async ({ ctx, parsedInput }) => {
    const count = await retryWithheld(ctx, parsedInput)
    refresh()
    return `${count} ${count === 1 ? "lead" : "leads"} will be sent with it.`
  })

export const settleConflictAction = memberAction
  .metadata({ name: "sync.settle_conflict" })
  .inputSchema(SettleConflict)
  .action(async ({ ctx, parsedInput }) => {
    await settleConflict(ctx, parsedInput)
    refresh()
    return "Decided."
  })

export const startLoadAction = memberAction
  .metadata({ name: "sync.start_load" })
  .inputSchema(StartLoad)
  .action(async ({ ctx, parsedInput }) => {
    await once(ctx, () => startLoad(ctx, parsedInput))
    refresh()
    return parsedInput.kind === "trial" ? "Trying it out; nothing is changed by it." : "The load has begun."
  })

const STEERED = { pause: "Paused. What is on its way arrives.", resume: "It goes on where it was.", cancel: "Cancelled." }

export const steerLoadAction = memberAction
  .metadata({ name: "sync.steer_load" })
  .inputSchema(SteerLoad)
  .action(async ({ ctx, parsedInput }) => {
    await steerLoad(ctx, parsedInput)
    refresh()
    return STEERED[parsedInput.step]
  })

export const repairOneAction = memberAction
  .metadata({ name: "sync.repair_one" })
  .inputSchema(RepairOne)
  .action(async ({ ctx, parsedInput }) => {
    await repairOne(ctx, parsedInput)
    refresh()
    return "It is being set right."
  })
