"use server"

import { revalidatePath } from "next/cache"
import { DecideHeld, decideHeld } from "@/lib/intake/deliveries/quarantine"
import { memberAction } from "@/lib/web/action"

export const decideHeldAction = memberAction
  .metadata({ name: "event.decide_held" })
  .inputSchema(DecideHeld)
  .action(async ({ ctx, parsedInput }) => {
    const answer = await decideHeld(ctx, parsedInput)
    revalidatePath("/intake")
    revalidatePath("/intake/quarantine")
    return answer
  })
