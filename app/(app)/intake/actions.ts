"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { ReplayDead, replayDead, replayEvent } from "@/lib/intake/deliveries/replay-event"
import { memberAction } from "@/lib/web/action"

export const replayEventAction = memberAction
  .metadata({ name: "event.replay" })
  .inputSchema(z.object({ receipt: z.uuid() }))
  .action(async ({ ctx, parsedInput }) => {
    await replayEvent(ctx, parsedInput)
    revalidatePath("/intake")
  })

export const replayDeadAction = memberAction
  .metadata({ name: "event.replay_dead" })
  .inputSchema(ReplayDead)
  .action(async ({ ctx, parsedInput }) => {
    const answer = await replayDead(ctx, parsedInput)
    revalidatePath("/intake")
    return answer
  })
