"use server"

import { refresh } from "next/cache"
import { HealOne, healOne } from "@/lib/sync/heal-agreement"
import { StartLoad, startLoad, SteerLoad, steerLoad } from "@/lib/sync/loads/steer-load"
import { memberAction } from "@/lib/web/action"

export const startLoadAction = memberAction
  .metadata({ name: "sync.start_load" })
  .inputSchema(StartLoad)
  .action(async ({ ctx, parsedInput }) => {
    await startLoad(ctx, parsedInput)
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

export const healOneAction = memberAction
  .metadata({ name: "sync.heal_one" })
  .inputSchema(HealOne)
  .action(async ({ ctx, parsedInput }) => {
    await healOne(ctx, parsedInput)
    refresh()
    return "It is being set right."
  })
