import { z } from "zod"
import { addressOf } from "./address"

/** Which sequence is edited. */
export const nurtureAddress = addressOf("/settings/nurture", { edit: z.union([z.literal("new"), z.uuid()]) })
