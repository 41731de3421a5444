"use server"

import { refresh } from "next/cache"
import { z } from "zod"
import { ReplayDeliveries, replayDeliveries, testHook } from "@/lib/hooks/deliveries"
import { CreateHook, createHook, deleteHook, EditHook, editHook, rotateHookSecret } from "@/lib/hooks/endpoints"
import { memberAction, once } from "@/lib/web/action"

const HookId = z.object({ id: z.uuid() })

export const createHookAction = memberAction
  .metadata({ name: "hook.create" })
  .inputSchema(CreateHook)
  .action(async ({ ctx, parsedInput }) => {
    const { id, secret } = await once(ctx, () => createHook(ctx, parsedInput), { isSecret: true })
    refresh()
    return { id, secret }
  })

export const editHookAction = memberAction
  .metadata({ name: "hook.edit" })
  .inputSchema(EditHook)
  .action(async ({ ctx, parsedInput }) => {
    await editHook(ctx, parsedInput)
    refresh()
  })

export const rotateHookSecretAction = memberAction
  .metadata({ name: "hook.rotate" })
  .inputSchema(HookId)
  .action(async ({ ctx, parsedInput }) => await once(ctx, () => rotateHookSecret(ctx, parsedInput), { isSecret: true }))

export const deleteHookAction = memberAction
  .metadata({ name: "hook.delete" })
  .inputSchema(HookId)
  .action(async ({ ctx, parsedInput }) => await deleteHook(ctx, parsedInput))

export const testHookAction = memberAction
  .metadata({ name: "hook.test" })
  .inputSchema(HookId)
  .action(async ({ ctx, parsedInput }) => {
    await once(ctx, () => testHook(ctx, parsedInput))
    refresh()
  })

export const replayDeliveriesAction = memberAction
  .metadata({ name: "hook.replay" })
  .inputSchema(ReplayDeliveries)
  .action(async ({ ctx, parsedInput }) => {
    const outcome = await replayDeliveries(ctx, parsedInput)
    refresh()
    return outcome
  })
