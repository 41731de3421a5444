"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { replayEvent } from "@/lib/intake/replay-event"
import { memberAction } from "@/lib/web/action"

export const replayEventAction = memberAction
  .metadata({ name: "event.replay" })
  .inputSchema(z.object({ receipt: z.uuid() }))
  .action(async ({ ctx, parsedInput }) => {
    await replayEvent(ctx, parsedInput)
    revalidatePath("/intake")
  })
