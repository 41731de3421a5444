import { z } from "zod"
import { DUPLICATE_REASONS } from "@/lib/core/matching/flag-reasons"
import { addressOf } from "./address"

export const CERTAINTIES = ["sure", "likely", "possible", "unlikely"] as const

export const QueueFilter = z.object({
  kind: z.enum(["pair", "split"]).optional(),
  reason: z.enum(DUPLICATE_REASONS).optional(),
  certainty: z.enum(CERTAINTIES).optional().describe("sure ≥ .99, likely ≥ .9, possible ≥ .5, unlikely below"),
})

export const duplicatesAddress = addressOf("/duplicates", {
  ...QueueFilter.shape,
  tab: z.literal("decided"),
  /** The item to open first. */
  item: z.uuid(),
  cursor: z.string().max(200),
})
