"use server"

import { refresh } from "next/cache"
import { z } from "zod"
import { RepairOne, repairOne } from "@/lib/sync/compare/repair-differences"
import { StartLoad, startLoad, SteerLoad, steerLoad } from "@/lib/sync/load/steer-load"
import { ofCrm, withCrm } from "@/lib/sync/connection/crm-connection"
import { compareNow, CompareNow } from "@/lib/sync/jobs"
import { provisionNow, ReplayPushes, replayPushes, SendAgain, sendAgain, SwitchSync, switchSync } from "@/lib/sync/manage-sync"
import { RetryWithheld, retryWithheld } from "@/lib/sync/outbox/retry-withheld"
import { SettleConflict, settleConflict } from "@/lib/sync/reconcile/settle-conflict"
import { memberAction, once } from "@/lib/web/action"

export const switchSyncAction = memberAction
  .metadata({ name: "sync.switch" })
  .inputSchema(ofCrm(SwitchSync))
  .action(async ({ ctx, parsedInput: { crm, input } }) => {
    await switchSync(await withCrm(ctx, crm), input)
    refresh()
    if (input.isDisconnected === false) return "Connected. Everything is compared, and what differs is set right."
    return input.isPaused ? "Paused. Changes are noted and sent later." : "Going on."
  })

export const replayPushesAction = memberAction
  .metadata({ name: "sync.replay" })
  .inputSchema(ofCrm(ReplayPushes))
  .action(async ({ ctx, parsedInput: { crm, input } }) => {
    const count = await replayPushes(await withCrm(ctx, crm), input)
    refresh()
    return `${count} will be tried again now.`
  })

export const compareNowAction = memberAction
  .metadata({ name: "sync.compare" })
  .inputSchema(ofCrm(CompareNow))
  .action(async ({ ctx, parsedInput: { crm, input } }) => {
    await compareNow(await withCrm(ctx, crm), input)
    return input.repair ? "Comparing and repairing; the list follows." : "Comparing; nothing is changed by it."
  })

export const provisionNowAction = memberAction
  .metadata({ name: "sync.provision" })
  .inputSchema(ofCrm(z.object({})))
  .action(async ({ ctx, parsedInput: { crm } }) => {
    await provisionNow(await withCrm(ctx, crm))
    return "What is missing over there is being made."
  })

export const sendAgainAction = memberAction
  .metadata({ name: "sync.send_again" })
  .inputSchema(ofCrm(SendAgain))
  .action(async ({ ctx, parsedInput: { crm, input } }) => {
    await sendAgain(await withCrm(ctx, crm), input)
    refresh()
    return "It will be sent again."
  })

export const retryWithheldAction = memberAction
  .metadata({ name: "sync.retry_withheld" })
  .inputSchema(ofCrm(RetryWithheld))
  .action(async ({ ctx, parsedInput: { crm, input } }) => {
    const count = await retryWithheld(await withCrm(ctx, crm), input)
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
  .inputSchema(ofCrm(StartLoad))
  .action(async ({ ctx, parsedInput: { crm, input } }) => {
    const crmCtx = await withCrm(ctx, crm)
    await once(ctx, () => startLoad(crmCtx, input))
    refresh()
    return input.kind === "trial" ? "Trying it out; nothing is changed by it." : "The load has begun."
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
  .inputSchema(ofCrm(RepairOne))
  .action(async ({ ctx, parsedInput: { crm, input } }) => {
    await repairOne(await withCrm(ctx, crm), input)
    refresh()
    return "It is being set right."
  })
