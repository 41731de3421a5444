import { z } from "zod"
import { addressOf } from "./address"

/** Whose queue: a colleague's id, or everybody's; without it one's own. */
export const ReadQueue = z.object({ agent: z.union([z.uuid(), z.literal("all")]).optional() })

export const queueAddress = addressOf("/queue", ReadQueue.shape)
